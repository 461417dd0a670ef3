"""The peers of W1: which there are, how each is prepared, started and checked.

A peer is a folder beside with `requirements.txt`, `prepare.py` (schema, rounds and parties, and the
exchanges for the load generator) and `app.py`. Its environment is made when it is first asked for
and never shares a package with the product's.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness.bench import Bench
from benchmarks.harness.contenders import Contender, Points, Role
from benchmarks.harness.databases import Home, Postgresql, Sqlite
from benchmarks.harness.processes import ROOT, clean_environment, run
from benchmarks.harness.rows import bare
from benchmarks.harness.serving import check, loaded, served

PEERS = Path(__file__).parent
ENVIRONMENTS = ROOT / "benchmarks" / ".envs"
BOTH = frozenset({Sqlite.kind, Postgresql.kind})
COUNTED = {
    "confirmed": "SELECT count(*) FROM bench_party WHERE state = 'confirmed'",
    "events": "SELECT count(*) FROM bench_event",
    "receipts": "SELECT count(*) FROM bench_letter WHERE state = 'queued'",
    "counters": "SELECT sum(answered) FROM bench_round",
}
UVICORN = (
    *("-m", "uvicorn", "--no-access-log", "--no-server-header", "--log-level", "warning"),
    *("--timeout-graceful-shutdown", "5"),
)


@dataclass(frozen=True, slots=True)
class Peer:
    """rounds: null takes as many as the product's; fewer where each party costs much to set up."""

    name: str
    folder: str
    start: Callable[[int], list[str]]
    homes: frozenset[str] = BOTH
    rounds: int | None = None
    settings: dict[str, str] = field(default_factory=dict)

    def contender(self, bench: Bench, home: Home) -> Contender:
        return Contender(self.name, Role.PEER, partial(self._measure, bench, home))

    def _prepare(self, bench: Bench, python: Path, url: str, beside: Path) -> None:
        sizes = bench.sizes
        rounds = min(self.rounds or sizes.rounds, sizes.rounds)
        settings = self._settings(url)
        words = ["prepare.py", rounds, sizes.parties, beside / "exchanges.jsonl"]
        run([python, *map(str, words)], settings, PEERS / self.folder)

    def _measure(self, bench: Bench, home: Home) -> Points:
        python = environment(self.folder)
        template = self.name.lower().replace(", ", "-")
        beside = home.template(template, lambda url, path: self._prepare(bench, python, url, path))

        def command(port: int) -> list[str]:
            return [str(python), *self.start(port)]

        with home.copied(template) as url:
            server = served(bench, template, command, self._settings(url), PEERS / self.folder)
            with server as (port, pid):
                weighed = [pid, *filter(None, [home.process()])]
                points, done = loaded(bench, port, weighed, beside / "exchanges.jsonl")
            with bare(url) as connection:
                check(connection.one, COUNTED, done)
        return points

    def _settings(self, url: str) -> dict[str, str]:
        return clean_environment(PEER_URL=url, PYTHONPATH=str(PEERS), **self.settings)


def environment(name: str) -> Path:
    """The Python of a peer's own environment, installed from its lock file with hashes."""
    folder, lock = ENVIRONMENTS / name, PEERS / name / "requirements.txt"
    stamp, python = folder / "installed", folder / "bin" / "python"
    if stamp.exists() and stamp.read_bytes() == lock.read_bytes():
        return python
    uv = Path(sys.executable).parent / "uv"
    settings = clean_environment(UV_SYSTEM_CERTS="true", UV_COMPILE_BYTECODE="1")
    run([uv, "venv", "--clear", "--python", sys.executable, folder], settings)
    run([uv, "pip", "install", "--python", python, "--require-hashes", "-r", lock], settings)
    stamp.write_bytes(lock.read_bytes())
    return python


def contenders(bench: Bench, home: Home) -> Iterator[Contender]:
    for peer in EVERYONE:
        if home.kind in peer.homes:
            yield peer.contender(bench, home)
    if home.kind == Sqlite.kind:
        yield Contender("Prefect, paused runs", Role.PEER, partial(_prefect, bench), at_most=2)


def _prefect(bench: Bench) -> Points:
    """Prefect is a dependency of the product's: it runs from the product's environment."""
    count = bench.sizes.paused
    with TemporaryDirectory(dir=bench.folder) as folder:
        settings = clean_environment(
            PYTHONPATH=f"{ROOT}:{PEERS}",
            PREFECT_HOME=folder,
            PREFECT_SERVER_ANALYTICS_ENABLED="false",
            PREFECT_LOGGING_LEVEL="ERROR",
        )
        script = PEERS / "prefect" / "confirmations.py"
        words = [sys.executable, str(script), str(count), folder]
        metrics = json.loads(run(words, settings).splitlines()[-1])
    return {f"{count} clients": metrics}


def _uvicorn(port: int) -> list[str]:
    return [*UVICORN, "--host", "127.0.0.1", "--port", str(port), "app:app"]


def _gunicorn(port: int) -> list[str]:
    return [
        *("-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1"),
        *("--worker-class", "gthread", "--threads", "16", "--keep-alive", "60"),
        *("--worker-connections", "200", "--log-level", "warning", "app:application"),
    ]


EVERYONE = [
    Peer("viewflow", "viewflow", _gunicorn),
    Peer("DBOS", "dbos", _uvicorn),
    Peer("DBOS, waiting", "dbos", _uvicorn, rounds=4, settings={"PEER_WAITING": "1"}),
    Peer("SpiffWorkflow", "spiff", _uvicorn, homes=frozenset({Sqlite.kind})),
]
