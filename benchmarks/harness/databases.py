"""Where databases live: templates that are filled once, and a fresh copy for every repetition.

Both wait for the disk: SQLite in WAL mode with `synchronous=FULL`, PostgreSQL with `fsync` and
`synchronous_commit`, on a Unix socket.
"""

import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg

Fill = Callable[
    [str, Path], None
]  # gets the new database's address and a folder for what goes with it


class Home(Protocol):
    """One kind of database."""

    kind: str

    def template(self, name: str, fill: Fill) -> Path:
        """The folder beside the template, which is filled when it is first asked for."""

    def address(self, name: str) -> str:
        """The template itself, for what leaves it as it is or does not mind."""

    def copied(self, name: str) -> AbstractContextManager[str]:
        """The address of a copy, gone when the block ends."""

    def version(self) -> str:
        """What it is, with its version."""

    def process(self) -> int | None:
        """The server's process, whose CPU counts; null when the database is a file."""


class Sqlite:
    kind = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._copies = count(1)

    def template(self, name: str, fill: Fill) -> Path:
        beside = self._folder / name
        if not beside.exists():
            beside.mkdir(parents=True)
            fill(self.address(name), beside)
        return beside

    def address(self, name: str) -> str:
        return f"sqlite:///{self._folder / name / 'template.db'}"

    @contextmanager
    def copied(self, name: str) -> Iterator[str]:
        folder = self._folder / f"copy-{next(self._copies)}"
        folder.mkdir()
        for file in (self._folder / name).glob("template.db*"):
            shutil.copyfile(file, folder / file.name)
        try:
            yield f"sqlite:///{folder / 'template.db'}"
        finally:
            shutil.rmtree(folder)

    def version(self) -> str:
        return f"SQLite {sqlite3.sqlite_version}"

    def process(self) -> int | None:
        return None


class Postgresql:
    """A cluster of our own, with the settings it comes with."""

    kind = "PostgreSQL"

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._folder = programs, folder
        self._user = _server_user() if os.geteuid() == 0 else None
        self._copies = count(1)

    def template(self, name: str, fill: Fill) -> Path:
        beside = self._folder / "beside" / name
        if not beside.exists():
            beside.mkdir(parents=True)
            self._execute(f"CREATE DATABASE {_plain(name)}")
            fill(self.address(name), beside)
            self._execute("CHECKPOINT")
        return beside

    def address(self, name: str) -> str:
        return self._url(_plain(name))

    @contextmanager
    def copied(self, name: str) -> Iterator[str]:
        copy = f"copy_{next(self._copies)}"
        self._execute(f"CREATE DATABASE {copy} TEMPLATE {_plain(name)} STRATEGY FILE_COPY")
        try:
            yield self._url(copy)
        finally:
            self._execute(f"DROP DATABASE {copy} WITH (FORCE)")

    def process(self) -> int | None:
        return int((self._folder / "data" / "postmaster.pid").read_text().split()[0])

    def version(self) -> str:
        with psycopg.connect(f"postgresql://postgres@/postgres?host={self._folder}") as connection:
            row = connection.execute("SHOW server_version").fetchone()
        return f"PostgreSQL {str(row and row[0]).split()[0]}"

    @contextmanager
    def running(self) -> Iterator["Postgresql"]:
        if self._user is not None:
            os.chown(self._folder, self._user, -1)
        data = self._folder / "data"
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8")
        options = f"-c listen_addresses= -c max_connections=200 -k {self._folder}"
        log = self._folder / "log"
        self._run("pg_ctl", "-D", data, "-w", "-s", "-l", log, "-o", options, "start")
        try:
            yield self
        finally:
            self._run("pg_ctl", "-D", data, "-s", "-m", "immediate", "stop")

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    def _execute(self, statement: str) -> None:
        where = f"postgresql://postgres@/postgres?host={self._folder}"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: object) -> None:
        """Its output goes to a file: the server it starts would keep a pipe open."""
        output = self._folder / f"{program}.out"
        with output.open("wb") as file:
            done = subprocess.run(
                [self._programs / program, *map(str, arguments)],
                user=self._user,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode:
            raise RuntimeError(output.read_text(encoding="utf-8"))


@contextmanager
def postgresql() -> Iterator[Postgresql]:
    """In a folder of its own with a short path: a socket's path has little room."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    program = str(found[-1]) if found else shutil.which("initdb")
    if program is None:
        raise RuntimeError("PostgreSQL's server is missing: install the package postgresql")
    folder = Path(tempfile.mkdtemp(prefix="benchmarks-"))
    try:
        with Postgresql(Path(program).parent, folder).running() as home:
            yield home
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _plain(name: str) -> str:
    return name.replace("-", "_")


def _server_user() -> int:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise RuntimeError("there is no user to run PostgreSQL as: root may not")
