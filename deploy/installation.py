"""The processes of a scaled-out installation, each as it would run on a machine of its own."""

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from cli.children import Child
from cli.prefect_process import DEPLOYMENTS, LOOPBACK, POOL, answers, free_port

NEEDED = (
    "RAMMEAFTALE_DATABASE_URL",
    "RAMMEAFTALE_SECRET_KEY",
    "PREFECT_SERVER_DATABASE_CONNECTION_URL",
    "PREFECT_SERVER_API_AUTH_STRING",
)


class Installation:
    """Its processes, each with a folder and a log of its own; `environment` has all of NEEDED."""

    def __init__(
        self, folder: Path, environment: Mapping[str, str], port: int, webs: int, workers: int
    ) -> None:
        self._folder = folder
        server_port = free_port()
        self._server_url = f"http://{LOOPBACK}:{server_port}/api"
        self.url = environment.get("RAMMEAFTALE_BASE_URL") or f"http://{LOOPBACK}:{port}"
        self._environment = {
            "PREFECT_SERVER_UI_ENABLED": "false",
            **environment,
            "DO_NOT_TRACK": "1",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_API_URL": self._server_url,
            "PREFECT_API_AUTH_STRING": environment["PREFECT_SERVER_API_AUTH_STRING"],
            "RAMMEAFTALE_PREFECT_API_URL": self._server_url,
            "RAMMEAFTALE_BASE_URL": self.url,
        }
        self._webs = [self._web(number, port) for number in range(1, webs + 1)]
        self._server = self._child(
            "prefect",
            *("uvicorn", "--factory", "prefect.server.api.server:create_app", "--host", LOOPBACK),
            *("--port", str(server_port), "--log-level", "warning"),
            *("--timeout-graceful-shutdown", "3"),
        )
        self._workers = [self._worker(number) for number in range(1, workers + 1)]
        words = ("prefect", "--no-prompt", "deploy", "--all", "--prefect-file", str(DEPLOYMENTS))
        self._deploy = self._child("deploy", *words)
        self._deploy.again = "until done"
        self.children = [*self._webs, self._server, *self._workers, self._deploy]

    def write_down(self, path: Path) -> None:
        """For `set -a; . PATH; rammeaftale …`, readable by our user only."""
        names = [
            name for name in self._environment if name.startswith(("RAMMEAFTALE_", "PREFECT_"))
        ]
        lines = [f"{name}={shlex.quote(self._environment[name])}\n" for name in sorted(names)]
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.writelines(lines)

    def start(self) -> None:
        for child in (*self._webs, self._server):
            child.start()

    def bring_up(self) -> bool:
        """The first worker needs the server and makes the work pool that all else needs; true when
        the deployments are there."""
        waiting = [worker for worker in self._workers if worker.idle]
        may_start = self._beats() or waiting == self._workers
        if waiting and may_start and answers(f"{self._server_url}/health"):
            waiting[0].start()
        if self._beats() and self._deploy.idle and not self._deploy.done:
            self._deploy.start()
        return self._deploy.done and not waiting

    def _beats(self) -> bool:
        return any(self._heartbeat(worker.name).exists() for worker in self._workers)

    def _heartbeat(self, name: str) -> Path:
        return self._folder / name / "heartbeat"

    def _web(self, number: int, first_port: int) -> Child:
        port = str(first_port + number - 1)
        return self._child(f"web-{number}", "cli.main", "web", "--host", LOOPBACK, "--port", port)

    def _worker(self, number: int) -> Child:
        """Its name outlives the process: the next life queues again what it was killed over."""
        name = f"worker-{number}"
        self._heartbeat(name).unlink(missing_ok=True)
        beat = str(self._heartbeat(name))
        words = ("flows.worker", "--pool", POOL, "--name", name, "--heartbeat", beat)
        return self._child(name, *words)

    def _child(self, name: str, *module: str) -> Child:
        """With a home of its own: on real machines not even a folder is shared."""
        home = self._folder / name
        home.mkdir(parents=True, exist_ok=True)
        own = {
            **self._environment,
            "RAMMEAFTALE_DATA_DIR": str(home),
            "PREFECT_HOME": str(home),
            "PREFECT__SERVER_FINAL": "1",
        }
        log = self._folder / "logs" / f"{name}.log"
        return Child(name, [sys.executable, "-m", *module], own, log)
