"""The service as users run it, with a stand-in for the web process: `up`, its Prefect server and
its warm worker. One for all of this folder; a test that breaks it waits until it is whole again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from cli.prefect_process import free_port
from cli.supervisor import CATCH_UP
from tests.patience import PATIENCE, eventually

ROOT = Path(__file__).parents[2]
ENDS = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
NOWHERE = "http://127.0.0.1:9/api"  # the discard port: nobody answers
WEB = (sys.executable, "-m", "http.server", "--bind", "127.0.0.1")
UP = """
import sys
from cli.supervisor import Timing, up
from models.database import get_engine
from models.migrate import migrate
from models.settings import get_settings

port, timing, tick, *web = sys.argv[1:]
migrate(get_engine())
ticks = [sys.executable, "-c", tick]
sys.exit(up(get_settings(), web, ticks, port=int(port), timing=eval(timing)))
"""


@dataclass
class Service:
    process: subprocess.Popen[str]
    data_dir: Path
    port: int

    @property
    def output(self) -> str:
        return (self.data_dir / "stdout").read_text()

    @property
    def errors(self) -> str:
        return (self.data_dir / "stderr").read_text()

    def children(self) -> dict[str, int]:
        """Process ids by name: web, prefect, worker, deploy."""
        words = {"http.server": "web", "uvicorn": "prefect", "flows.worker": "worker"}
        words |= {"ignores": "web", "deploy": "deploy"}
        found = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(stat.read_text().rpartition(")")[2].split()[1])
                command = (stat.parent / "cmdline").read_text()
            except (OSError, IndexError):
                continue  # it has just ended
            if parent == self.process.pid:
                name = next((name for word, name in words.items() if word in command), "other")
                found[name] = int(stat.parent.name)
        return found

    def prefect(self, method: str, path: str, body: object = None) -> Any:
        """Ask the Prefect API, as often as it says that its SQLite is busy."""
        url = urlsplit((self.data_dir / "prefect" / "address").read_text())
        auth = (url.username or "", url.password or "")
        address = f"http://{url.hostname}:{url.port}{url.path}{path}"
        while True:
            answer = httpx.request(method, address, json=body, auth=auth, timeout=30)
            if answer.status_code != 503:
                return answer.raise_for_status().json() if answer.content else None

    def deployment(self, name: str) -> dict[str, Any]:
        found = self.prefect(
            "POST", "/deployments/filter", {"deployments": {"name": {"any_": [name]}}}
        )
        return dict(found[0])

    def start_run(self, deployment: str, **parameters: object) -> str:
        path = f"/deployments/{self.deployment(deployment)['id']}/create_flow_run"
        return str(self.prefect("POST", path, {"parameters": parameters})["id"])

    def run(self, run_id: str) -> dict[str, Any]:
        return dict(self.prefect("GET", f"/flow_runs/{run_id}"))

    def doorbell_runs(self) -> list[dict[str, Any]]:
        runs = self.prefect("POST", "/flow_runs/filter", {"limit": 200})
        return [run for run in runs if run["tags"] == ["doorbell"]]

    def caught_up(self) -> bool:
        ended = [run for run in self.doorbell_runs() if run["state_type"] in ENDS]
        return len(ended) == len(CATCH_UP)

    def completed(self, run_id: str) -> dict[str, Any]:
        def ended() -> dict[str, Any] | None:
            run = self.run(run_id)
            return run if run["state_type"] in ENDS else None

        run = eventually(ended, f"the end of {run_id}")
        assert run["state_type"] == "COMPLETED", run["state"]
        return run


def start(
    data_dir: Path,
    *,
    prefect_api_url: str = "",
    web: tuple[str, ...] = WEB,
    timing: str = "Timing()",
    tick: str = "",
    port: int | None = None,
) -> Service:
    data_dir.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    with (data_dir / "stdout").open("w") as out, (data_dir / "stderr").open("w") as err:
        command = (*web, str(port)) if web is WEB else web
        process = subprocess.Popen(
            [sys.executable, "-c", UP, str(port), timing, tick, *command],
            cwd=ROOT,
            env=_environment(data_dir, prefect_api_url),
            stdout=out,
            stderr=err,
            text=True,
        )
    return Service(process, data_dir, port)


@contextmanager
def running(data_dir: Path, **options: Any) -> Iterator[Service]:
    """Started, and at the end told to stop: it must, with nothing left behind."""
    service = start(data_dir, **options)
    try:
        yield service
        children = service.children()
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(PATIENCE) == 0, service.errors
        assert not [pid for pid in children.values() if Path(f"/proc/{pid}").exists()]
    finally:
        if service.process.poll() is None:
            service.process.kill()


def _environment(data_dir: Path, prefect_api_url: str) -> Mapping[str, str]:
    """Nothing of the developer's own settings reaches the service."""
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("RAMMEAFTALE_", "PREFECT_"))
    }
    return own | {
        "RAMMEAFTALE_DATA_DIR": str(data_dir),
        "RAMMEAFTALE_DATABASE_URL": "",
        "RAMMEAFTALE_PREFECT_API_URL": prefect_api_url,
        "RAMMEAFTALE_SMTP_URL": "",
    }


@pytest.fixture(scope="package")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Ready: web, server, worker and deployments, and what `up` itself rang for is over."""
    with running(tmp_path_factory.mktemp("service")) as service:
        eventually(lambda: "Prefect:" in service.output)
        eventually(service.caught_up)
        yield service
