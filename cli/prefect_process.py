"""How Prefect is run beside us: commands, environment, what is deployed, and whether it lives.

Prefect itself is never imported here: the supervisor must stay small and start at once.
"""

import hashlib
import http.client
import os
import secrets
import socket
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from models.settings import Settings
from notifications.doorbell import EMBEDDED_ADDRESS

POOL = "rammeaftale"
DEPLOYMENTS = Path(__file__).parents[1] / "prefect.yaml"
EMBEDDED_DEFAULTS = {
    "PREFECT_SERVER_UI_ENABLED": "false",
    # A run each minute: half a million a year, were they kept.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(7 * 24 * 3600),
}
LOOPBACK = "127.0.0.1"


class PrefectProcess:
    """The embedded server on a loopback port of its own, or the one the settings name.

    The port and the password live as long as the supervisor, so a restarted server is found again.
    """

    def __init__(self, settings: Settings) -> None:
        self.embedded = not settings.prefect_api_url
        data = settings.data_dir.resolve()
        self.home = data / "prefect"
        self.database = data / "prefect.db"
        self.heartbeat = self.home / "worker.heartbeat"
        self._address_file = data / EMBEDDED_ADDRESS
        self._stamp = self.home / "deployed"
        self._port = free_port() if self.embedded else 0
        self._credentials = f"rammeaftale:{secrets.token_urlsafe(24)}" if self.embedded else ""
        self.url = settings.prefect_api_url or f"http://{LOOPBACK}:{self._port}/api"

    @property
    def server(self) -> list[str]:
        return [
            *(sys.executable, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app"),
            *("--host", LOOPBACK, "--port", str(self._port), "--log-level", "warning"),
            *("--timeout-graceful-shutdown", "3"),
        ]

    @property
    def worker(self) -> list[str]:
        """Named after the machine: its next life queues again what this one was killed over."""
        return [
            *(sys.executable, "-m", "flows.worker", "--pool", POOL),
            *("--name", f"up-{socket.gethostname()}", "--heartbeat", str(self.heartbeat)),
        ]

    @property
    def deploy(self) -> list[str]:
        return [
            *(sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"),
            *("--prefect-file", str(DEPLOYMENTS)),
        ]

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """For all three. The user's own `PREFECT_*` count, but for what ties them to us."""
        result = {"PREFECT_WORKER_QUERY_SECONDS": "2", "DO_NOT_TRACK": "1", **base}
        result |= {"PREFECT_HOME": str(self.home), "PREFECT_API_URL": self.url}
        if not self.embedded:
            return result
        return (
            EMBEDDED_DEFAULTS
            | result
            | {
                "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
                "PREFECT_SERVER_API_AUTH_STRING": self._credentials,
                "PREFECT_API_AUTH_STRING": self._credentials,
                "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{self.database}",
                "PREFECT__SERVER_FINAL": "1",
            }
        )

    def announce(self) -> None:
        """Tell the doorbells of every process of ours where the embedded server is."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.heartbeat.unlink(missing_ok=True)
        if not self.database.exists():
            self._stamp.unlink(missing_ok=True)
        if self.embedded:
            address = self.url.replace("://", f"://{self._credentials}@", 1)
            descriptor = os.open(self._address_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(address)

    def withdraw(self) -> None:
        self._address_file.unlink(missing_ok=True)

    @property
    def deployed(self) -> bool:
        """Whether the server holds these deployments; never sure of one that is not embedded."""
        return self.embedded and self._stamp.exists() and self._stamp.read_text() == _fingerprint()

    def mark_deployed(self) -> None:
        self._stamp.write_text(_fingerprint())

    def answers(self) -> bool:
        return answers(f"{self.url}/health")

    def last_beat(self) -> int | None:
        """A stamp that changes while the worker polls and the server answers it; null before."""
        try:
            return self.heartbeat.stat().st_mtime_ns
        except OSError:
            return None


def _fingerprint() -> str:
    return f"{version('prefect')} {hashlib.sha256(DEPLOYMENTS.read_bytes()).hexdigest()}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Whether something speaks HTTP there, within a second."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or LOOPBACK, parts.port, timeout=1.0)
    try:
        connection.request("GET", parts.path or "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
