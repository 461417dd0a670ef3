"""A PostgreSQL cluster to try things out with: on loopback, with the roles a real one has."""

import json
import os
import secrets
import shutil
import subprocess
import time
from pathlib import Path

import psycopg

from cli.children import Child
from cli.preconditions import Refused
from cli.prefect_process import LOOPBACK, free_port

OWNER, APP, PREFECT = "rammeaftale_owner", "rammeaftale", "prefect"
PROGRAMS = "/usr/lib/postgresql"
SERVER_USER = "postgres"  # PostgreSQL refuses to be run by root
ROLES = Path(__file__).parent / "postgresql" / "roles.sh"
PATIENCE = 30.0  # seconds until it must answer


class OwnCluster:
    """A role that owns the tables, one for the service, and one for Prefect with its own database.

    The passwords are made with the cluster and stay in its folder, readable by our user only.
    """

    name = "postgresql"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._programs = _programs()
        self._as_user = (
            ("setpriv", f"--reuid={SERVER_USER}", f"--regid={SERVER_USER}", "--clear-groups")
            if os.geteuid() == 0
            else ()
        )
        self._secrets: dict[str, str] = {}

    def start(self) -> Child:
        """Running, with roles and databases, when this returns. Refused when it does not answer."""
        kept = self._folder / "secrets.json"
        new = not kept.exists()
        if new:
            names = ("postgres", OWNER, APP, PREFECT, "key", "auth")
            self._secrets = {name: secrets.token_urlsafe(24) for name in names}
            self._initialise()
        else:
            self._secrets = json.loads(kept.read_text())
        child = Child(
            self.name, self._command(), os.environ, self._folder.parent / "logs/postgresql.log"
        )
        child.start()
        self._wait(child)
        if new:
            self._lay_out()
            with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                json.dump(self._secrets, file)
        return child

    @property
    def owner_url(self) -> str:
        return self._url("postgresql+psycopg", OWNER, "rammeaftale")

    def settings(self) -> dict[str, str]:
        """What the environment says on real machines."""
        return {
            "RAMMEAFTALE_DATABASE_URL": self._url("postgresql+psycopg", APP, "rammeaftale"),
            "RAMMEAFTALE_SECRET_KEY": self._secrets["key"],
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": self._url(
                "postgresql+asyncpg", PREFECT, "prefect"
            ),
            "PREFECT_SERVER_API_AUTH_STRING": f"rammeaftale:{self._secrets['auth']}",
        }

    def _url(self, driver: str, role: str, database: str) -> str:
        return f"{driver}://{role}:{self._secrets[role]}@{LOOPBACK}:{self._port}/{database}"

    def _initialise(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)  # one that was never finished
        self._folder.mkdir(parents=True)
        password = self._folder / "password"
        password.write_text(self._secrets["postgres"])
        password.chmod(0o600)
        if self._as_user:
            for path in (self._folder, password):
                shutil.chown(path, SERVER_USER, SERVER_USER)
            self._folder.parent.chmod(0o711)  # to be walked through, not to be listed
        words = ("-A", "scram-sha-256", "-U", "postgres", "-E", "UTF8", "--no-sync")
        done = subprocess.run(
            [
                *(*self._as_user, str(self._programs / "initdb"), *words),
                *("-D", str(self._folder / "data"), "--pwfile", str(password)),
            ],
            cwd=self._folder,
            capture_output=True,
            text=True,
            check=False,
        )
        password.unlink()
        if done.returncode:
            raise Refused(f"no PostgreSQL cluster could be made: {done.stderr.strip()}")

    def _command(self) -> list[str]:
        death = ("--pdeathsig", "INT") if self._as_user else ()
        return [
            *(*self._as_user, *death, str(self._programs / "postgres")),
            *("-D", str(self._folder / "data"), "-p", str(self._port)),
            *("-c", f"listen_addresses={LOOPBACK}", "-c", "unix_socket_directories="),
            *("-c", "max_connections=200", "-c", "log_min_messages=warning"),
        ]

    def _connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        where = self._url("postgresql", "postgres", "postgres")
        return psycopg.connect(where, autocommit=True, connect_timeout=3)

    def _wait(self, child: Child) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and not child.gone:
            try:
                self._connect().close()
            except psycopg.OperationalError:
                time.sleep(0.1)
            else:
                return
        raise Refused(f"PostgreSQL does not answer, see {child.log}")

    def _lay_out(self) -> None:
        environment = {
            "PATH": f"{self._programs}:{os.environ['PATH']}",
            "PGHOST": LOOPBACK,
            "PGPORT": str(self._port),
            "PGPASSWORD": self._secrets["postgres"],
            "RAMMEAFTALE_OWNER_PASSWORD": self._secrets[OWNER],
            "RAMMEAFTALE_APP_PASSWORD": self._secrets[APP],
            "PREFECT_DATABASE_PASSWORD": self._secrets[PREFECT],
        }
        done = subprocess.run(
            ["sh", str(ROLES)], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Refused(f"the roles could not be made: {done.stderr.strip()}")


def _programs() -> Path:
    found = sorted(Path(PROGRAMS).glob("*/bin/postgres"))
    program = str(found[-1]) if found else shutil.which("postgres")
    if program is None:
        raise Refused("PostgreSQL's server is not installed: give --owner-url, or install it")
    return Path(program).parent
