"""W5: the status of one round and of 1,000 rounds, in the process and over HTTP.

In the process it is the endpoint's function with its reading session. Over HTTP the product's
answer stands beside fixed bytes of the same length from the same server.
"""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.request import Request, urlopen

from sqlalchemy import text

from benchmarks.harness.bench import Bench
from benchmarks.harness.contenders import Contender, Points, Role
from benchmarks.harness.databases import Home
from benchmarks.harness.processes import clean_environment, in_child
from benchmarks.harness.rounds import copies, environment, open_rounds, write_lines
from benchmarks.harness.rows import bare
from benchmarks.harness.serving import loaded, plain_app, product, served
from models.database import get_engine, reading, transaction
from models.round import Round
from models.vocabulary import Role as UserRole

NAME = "W5"
TITLE = "Status of rounds"
TEMPLATE = "listed"
HERE = "benchmarks.workloads.w5_status"
COUNTERS = "id, title, state, deadline, parties, answered, approved, without_contact"
ONE, ALL = "one round", "{:,} rounds"
TIMES = {ONE: 300, ALL: 20}


def contenders(bench: Bench, home: Home) -> Iterator[Contender]:
    yield Contender("product", Role.PRODUCT, partial(_in_process, bench, home, "read"))
    yield Contender("counter query", Role.LIMIT, partial(_in_process, bench, home, "query"))
    yield Contender("product, HTTP", Role.PRODUCT, partial(_http, bench, home))
    yield Contender("bare page, HTTP", Role.LIMIT, partial(_bare, bench, home))


def _template(bench: Bench, home: Home) -> Path:
    def make(url: str, folder: Path) -> None:
        settings = clean_environment(**environment(url, folder))
        rounds = bench.sizes.listed_rounds
        key = in_child(f"{HERE}:fill", settings, rounds=rounds)
        headers = f"Authorization: Bearer {key}\r\n"
        with served(bench, "product", product, settings) as (port, _):
            for name, path in _paths(bench).items():
                request = Request(f"http://127.0.0.1:{port}{path}")
                request.add_header("Authorization", f"Bearer {key}")
                with urlopen(request) as answer:
                    (folder / f"{name}.body").write_bytes(answer.read())
                write_lines(folder / f"{name}.jsonl", iter([{"get": path, "headers": headers}]))
                write_lines(folder / f"{name}.bare.jsonl", iter([{"get": path}]))

    return home.template(TEMPLATE, make)


def _paths(bench: Bench) -> dict[str, str]:
    many = ALL.format(bench.sizes.listed_rounds)
    return {ONE: f"/api/v1/rounds/{bench.sizes.listed_rounds // 2}", many: "/api/v1/rounds"}


def _in_process(bench: Bench, home: Home, function: str) -> Points:
    beside, url = _template(bench, home), home.address(TEMPLATE)
    settings = clean_environment(**environment(url, beside))
    one, many = in_child(f"{HERE}:{function}", settings, round_id=bench.sizes.listed_rounds // 2)
    return dict(zip(_paths(bench), ({"ms": one}, {"ms": many}), strict=True))


def _http(bench: Bench, home: Home) -> Points:
    beside, url = _template(bench, home), home.address(TEMPLATE)
    settings = clean_environment(**environment(url, beside))
    points = {}
    with served(bench, "product", product, settings) as (port, pid):
        for name in _paths(bench):
            points[name] = _one_client(bench, port, pid, beside / f"{name}.jsonl")
    return points


def _bare(bench: Bench, home: Home) -> Points:
    beside, points = _template(bench, home), {}
    for name in _paths(bench):
        settings = clean_environment(BARE_PAGE=str(beside / f"{name}.body"))
        app = plain_app("benchmarks.harness.bare_page:app")
        with served(bench, "bare", app, settings) as (port, pid):
            points[name] = _one_client(bench, port, pid, beside / f"{name}.bare.jsonl")
    return points


def _one_client(bench: Bench, port: int, pid: int, exchanges: Path) -> dict[str, float]:
    points, _ = loaded(bench, port, [pid], exchanges, endless=True, numbers=(1,))
    (metrics,) = points.values()
    return {"ms": metrics["p50_ms"], "p99_ms": metrics["p99_ms"], "cpu_ms": metrics["cpu_ms"]}


# What runs in a process of its own


def fill(rounds: int) -> str:
    """Rounds with their counters; and a key to read them with."""
    from actions.sign_in import create_api_key

    now = datetime.now(UTC)
    open_rounds(1, 30, now)
    own = {
        "id": "1 + series.n",
        "monitor_code": "'copy-' || series.n",
        "answered": "series.n % 30",
        "approved": "series.n % 20",
    }
    with get_engine().begin() as connection:
        connection.execute(text(copies(Round, "1", own)), {"count": rounds - 1})
    with transaction() as session:
        return create_api_key(session, UserRole.READER, now)[1]


def read(round_id: int) -> tuple[float, float]:
    """Milliseconds of the endpoints' own functions, and of what they return as JSON."""
    from api.doors import utc_now
    from api.guards import Principal
    from api.v1.rounds import get_round, get_rounds

    who = Principal("key:1", UserRole.READER, "")

    def one() -> None:
        with reading() as session:
            json.dumps(get_round(round_id, session, utc_now(), who))

    def all_() -> None:
        with reading() as session:
            json.dumps(get_rounds(session, who))

    return _each(one, TIMES[ONE]), _each(all_, TIMES[ALL])


def query(round_id: int) -> tuple[float, float]:
    with bare(get_engine().url.render_as_string(hide_password=False)) as connection:
        mark = connection.mark
        one = f"SELECT {COUNTERS} FROM round WHERE id = {mark}"
        many = f"SELECT {COUNTERS} FROM round ORDER BY id"
        return (
            _each(lambda: connection.all(one, (round_id,)), TIMES[ONE]),
            _each(lambda: connection.all(many), TIMES[ALL]),
        )


def _each(work: Callable[[], object], times: int) -> float:
    """Milliseconds of the fastest half on average: what it costs undisturbed."""
    for _ in range(max(2, times // 10)):
        work()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    fast = sorted(taken)[: max(1, times // 2)]
    return sum(fast) * 1000 / len(fast)
