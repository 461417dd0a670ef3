"""The scaled-out installation under test: started by its script, and its processes to be killed."""

import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import httpx
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from cli.prefect_process import answers, free_port
from models.database import make_engine
from tests.journey.service import Service
from tests.patience import eventually

WEBS, WORKERS = 3, 2
ROLES = {"web": "api.app:create_app", "worker": "flows.worker", "prefect": "prefect.server"}
KINDS = (*ROLES, "backend")
Found = TypeVar("Found")


class ScaledOut(Service):
    """`python -m deploy.scaled_out` with its own cluster; commands run as on one more machine."""

    def __init__(self, data_dir: Path, smtp_port: int) -> None:
        super().__init__(data_dir, smtp_port)
        self.port = _three_free_ports()
        self.environment["RAMMEAFTALE_LETTERS_PER_MINUTE"] = "0"  # one server stands for all
        self.urls = [f"http://127.0.0.1:{self.port + n}" for n in range(WEBS)]
        self.url = self.environment["RAMMEAFTALE_BASE_URL"] = self.urls[0]
        self.engine: Engine

    def start(self) -> None:
        """Returns when the first pages are answered; Prefect comes later."""
        options = ["--data-dir", str(self.data_dir), "--port", str(self.port)]
        with (self.data_dir / "out").open("w") as out, (self.data_dir / "err").open("w") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "deploy.scaled_out", *options],
                env=self.environment,
                stdout=out,
                stderr=err,
                text=True,
            )
        eventually(lambda: all(self._answers(url) for url in self.urls), "web processes")
        for line in (self.data_dir / "environment").read_text().splitlines():
            name, _, value = line.partition("=")
            self.environment[name] = "".join(shlex.split(value))
        self.engine = make_engine(self.environment["RAMMEAFTALE_DATABASE_URL"])

    @property
    def complete(self) -> bool:
        """Whether Prefect, the workers and the deployments are there."""
        return "Rammeaftale:" in (self.data_dir / "out").read_text()

    @property
    def whole(self) -> bool:
        """Whether every process runs and answers."""
        counts = [len(self.pids(kind)) for kind in ROLES]
        answering = all(answers(f"{url}/healthz") for url in self.urls)
        server = self.environment["PREFECT_API_URL"]
        return counts == [WEBS, WORKERS, 1] and answering and answers(f"{server}/health")

    @property
    def errors(self) -> str:
        return (self.data_dir / "err").read_text()

    def pids(self, kind: str) -> list[int]:
        assert self.process is not None
        tasks = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [pid for pid in map(int, tasks.read_text().split()) if ROLES[kind] in _line(pid)]

    def kill(self, kind: str, chance: random.Random) -> str:
        """`kill -9` one of that kind; a backend is killed, or ended as an operator would."""
        if kind == "backend":
            try:
                return self._end_a_backend(chance)
            except OperationalError:
                return "the database was recovering"
        pids = self.pids(kind)
        if not pids:
            return f"no {kind} was running"
        pid = chance.choice(pids)
        os.kill(pid, signal.SIGKILL)
        return f"{kind} {pid}"

    def _end_a_backend(self, chance: random.Random) -> str:
        with self.engine.connect() as connection:
            backends = connection.execute(
                text(
                    "SELECT pid FROM pg_stat_activity WHERE usename = current_user"
                    " AND pid <> pg_backend_pid()"
                )
            ).scalars()
            pids = sorted(backends)
            if not pids:
                return "no backend was connected"
            pid = chance.choice(pids)
            if chance.random() < 0.5:
                connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
                return f"backend {pid} terminated"
        os.kill(pid, signal.SIGKILL)  # PostgreSQL then ends every backend and recovers
        eventually(lambda: not Path(f"/proc/{pid}").exists(), "the database to notice")
        self.engine.dispose()  # so that nobody asks a backend that is about to be ended
        return f"backend {pid} killed"

    def ask(self, question: Callable[[Session], Found]) -> Found:
        """What the database answers. A backend that is killed takes every other one along, also the
        one that is answering here: the question is put again when the database has recovered."""
        for _ in range(2):
            eventually(self._database_answers, "the database")
            try:
                return self._ask(question)
            except OperationalError:
                self.engine.dispose()
        return self._ask(question)

    def _ask(self, question: Callable[[Session], Found]) -> Found:
        with Session(self.engine) as session:
            return question(session)

    def _database_answers(self) -> bool:
        try:
            with self.engine.connect() as connection:
                return bool(connection.scalar(text("SELECT true")))
        except OperationalError:
            return False

    def _answers(self, url: str) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.errors
        return httpx.get(f"{url}/healthz").status_code == 200


@contextmanager
def scaled_out(smtp_port: int) -> Iterator[ScaledOut]:
    """In a folder whose way PostgreSQL's own user may go."""
    folder = Path(tempfile.mkdtemp(prefix="rammeaftale-"))
    service = ScaledOut(folder, smtp_port)
    try:
        service.start()
        yield service
        service.engine.dispose()
        assert service.stop() == 0
    finally:
        if service.process and service.process.poll() is None:
            service.process.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _three_free_ports() -> int:
    """The first of three in a row, as far as one can tell."""
    return next(p for p in iter(free_port, None) if p < 65000 - WEBS)


def _line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
