"""Databases for the tests: a migrated SQLite file to copy, and a PostgreSQL cluster of our own.

Each is migrated once per session; a test gets a copy, so what it leaves behind is nobody's.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from models.database import make_engine
from models.migrate import migrate

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TEMPLATE = "migrated"
MEMORY, ROOM = Path("/dev/shm"), 512 * 1024**2
SERVER = (  # nothing of a test's database has to survive a crash
    *("-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off"),
    *("-c", "synchronous_commit=off", "-c", "max_connections=120", "-c", "shared_buffers=32MB"),
    *("-c", "autovacuum=off", "-c", "log_min_messages=fatal"),
)


class Cluster:
    """PostgreSQL on a Unix socket in `folder`; `initdb` refuses root, so another user runs it."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        self._user = _server_user() if os.geteuid() == 0 else None
        self._numbers = count(1)
        if self._user is not None:
            os.chown(folder, self._user, -1)

    @contextmanager
    def running(self) -> Iterator["Cluster"]:
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = " ".join([*SERVER, "-k", str(self.folder)])
        log = self.folder / "log"
        self._run("pg_ctl", "-D", data, "-w", "-s", "-l", log, "-o", options, "start")
        try:
            self._execute(f"CREATE DATABASE {TEMPLATE}")
            engine = make_engine(self.url(TEMPLATE))
            migrate(engine)
            engine.dispose()
            yield self
        finally:
            self._run("pg_ctl", "-D", data, "-s", "-m", "immediate", "stop")

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    @contextmanager
    def database(self, template: str = TEMPLATE) -> Iterator[str]:
        """The address of a new database: with this release's schema, or empty from `template1`."""
        name = f"test_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        where = f"postgresql://postgres@/postgres?host={self.folder}"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: object) -> None:
        """Its output goes to a file: the server it starts would keep a pipe open."""
        with (self.folder / f"{program}.out").open("wb") as output:
            done = subprocess.run(
                [self.programs / program, *map(str, arguments)],
                user=self._user,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode:
            pytest.fail((self.folder / f"{program}.out").read_text(encoding="utf-8"))


@contextmanager
def cluster() -> Iterator[Cluster]:
    """In a folder of its own, in memory where there is room; a socket's path must be short."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    program = str(found[-1]) if found else shutil.which("initdb")
    if program is None:
        pytest.fail("PostgreSQL's server is missing: install the package postgresql")
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix="rammeaftale-", dir=MEMORY if roomy else None))
    try:
        with Cluster(Path(program).parent, folder).running() as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def migrated_file(path: Path) -> Path:
    """A SQLite file with the schema of this release, to be copied."""
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()  # the last connection takes the write-ahead log into the file
    return path


def without_waiting_for_the_disk(engine: Engine) -> None:
    """What the product sets for power loss costs tests an fsync per commit."""

    def relax(connection: object, _entry: ConnectionPoolEntry) -> None:
        connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]

    event.listen(engine, "connect", relax)


def _server_user() -> int:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    pytest.fail("there is no user to run PostgreSQL as: root may not")
