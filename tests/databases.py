"""Databases for the tests: a migrated SQLite file to copy, and a PostgreSQL cluster of our own.

Each is migrated once per session; a test gets a copy, so what it leaves behind is nobody's.
"""

import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest
from sqlalchemy import Dialect, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.util import LRUCache

from models.database import make_engine
from models.migrate import migrate

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TEMPLATE = "migrated"
PREFIX, LOCK = "rammeaftale-", "lock"
PR_SET_PDEATHSIG = 1
MEMORY, ROOM = Path("/dev/shm"), 512 * 1024**2
COMPILED: LRUCache[Any, Any] = LRUCache(4_000)
DIALECTS: dict[str, Dialect] = {}
SERVER = (  # nothing of a test's database has to survive a crash
    *("-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off"),
    *("-c", "synchronous_commit=off", "-c", "max_connections=120", "-c", "shared_buffers=32MB"),
    *("-c", "autovacuum=off", "-c", "log_min_messages=fatal"),
    *("-c", "dynamic_shared_memory_type=mmap"),  # in the data folder, so that it goes with it
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
        """The server is a child of ours and ends with us, however we end."""
        data = self.folder / "data"
        words = ("-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        if self._start("initdb", *words).wait():
            self._fail("initdb")
        server = self._start("postgres", "-D", data, *SERVER, "-k", self.folder)
        try:
            self._await(server)
            self._execute(f"CREATE DATABASE {TEMPLATE}")
            engine = make_engine(self.url(TEMPLATE))
            migrate(engine)
            engine.dispose()
            yield self
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait()

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    @contextmanager
    def database(self, template: str = TEMPLATE) -> Iterator[str]:
        """The address of a new database: with this release's schema, or empty from `template1`."""
        name = f"test_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield self.url(name)
        finally:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        where = f"postgresql://postgres@/postgres?host={self.folder}"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _start(self, program: str, *words: object) -> subprocess.Popen[bytes]:
        with (self.folder / f"{program}.out").open("wb") as output:
            return subprocess.Popen(
                [self.programs / program, *map(str, words)],
                user=self._user,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - nothing else runs yet
            )

    def _await(self, server: subprocess.Popen[bytes]) -> None:
        while True:
            if server.poll() is not None:
                self._fail("postgres")
            with suppress(psycopg.OperationalError):
                self._execute("SELECT 1")
                return
            time.sleep(0.02)

    def _fail(self, program: str) -> NoReturn:
        pytest.fail((self.folder / f"{program}.out").read_text(encoding="utf-8"))


@contextmanager
def cluster() -> Iterator[Cluster]:
    """In a folder of its own, in memory where there is room; a socket's path must be short."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    program = str(found[-1]) if found else shutil.which("initdb")
    if program is None:
        pytest.fail("PostgreSQL's server is missing: install the package postgresql")
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    parent = MEMORY if roomy else Path(tempfile.gettempdir())
    _sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            with Cluster(Path(program).parent, folder).running() as running:
                yield running
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _sweep(parent: Path) -> None:
    """What a session that was killed could not take away: nobody holds its lock any more."""
    for folder in parent.glob(f"{PREFIX}*"):
        with suppress(OSError), (folder / LOCK).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


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


def with_what_is_compiled(engine: Engine) -> None:
    """Statements that a test before this one compiled: they are kept by engine and dialect, and
    compiling them anew was half of a small test."""
    if engine.dialect.name not in DIALECTS:
        with engine.connect():  # from which a dialect learns what its database can do
            DIALECTS[engine.dialect.name] = engine.dialect
    engine.dialect = DIALECTS[engine.dialect.name]
    engine.update_execution_options(compiled_cache=COMPILED)


def _server_user() -> int:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    pytest.fail("there is no user to run PostgreSQL as: root may not")
