"""The doorbell against Prefects that are dead, late, busy or frozen: callers never notice."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cli.prefect_process import free_port
from models.settings import get_settings
from notifications import doorbell
from notifications.doorbell import Doorbell
from tests.patience import PATIENCE, eventually
from tests.prefect.service import Service


class Api:
    """A Prefect API that knows every deployment; `statuses` are answered first, one per ring."""

    def __init__(self, port: int = 0, statuses: tuple[int, ...] = ()) -> None:
        self.rings: list[tuple[str, str]] = []
        self.authorizations: set[str | None] = set()
        self.let_go = threading.Event()
        self.let_go.set()
        waiting = list(statuses)
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                api.authorizations.add(self.headers["Authorization"])
                answer: Any = (
                    [{"id": f"id-of-{body['deployments']['name']['any_'][0]}"}]
                    if (self.path.endswith("/filter"))
                    else {}
                )
                status = 200
                if not self.path.endswith("/filter"):
                    api.rings.append((self.path.split("/")[-2], body["idempotency_key"]))
                    status = waiting.pop(0) if waiting else 201
                    api.let_go.wait(PATIENCE)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/api"

    @contextmanager
    def open(self) -> Iterator["Api"]:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        try:
            yield self
        finally:
            self.let_go.set()
            self.server.shutdown()
            self.server.server_close()


@pytest.fixture(autouse=True)
def soon_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorbell, "TIMEOUT", PATIENCE)  # so that whoever waits is seen
    monkeypatch.setattr(doorbell, "PAUSE", 0.05)
    monkeypatch.setattr(doorbell, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(doorbell, "LONGEST_WAIT", 0.05)
    monkeypatch.setattr(doorbell, "BUSY_WAIT", 0.05)


def test_rings_go_out_once_per_deployment() -> None:
    with Api().open() as api:
        api.let_go.clear()
        bell = Doorbell(lambda: api.url)
        bell.ring("deliver")
        eventually(lambda: api.rings)
        for _ in range(20):  # while the first is on its way
            bell.ring("deliver")
            bell.ring("advance")
        api.let_go.set()
        assert bell.settle(PATIENCE)
    rung = [deployment for deployment, _ in api.rings]
    assert sorted(set(rung)) == ["id-of-advance", "id-of-deliver"]
    assert rung.count("id-of-advance") == 1
    keys = {key for deployment, key in api.rings if deployment == "id-of-deliver"}
    assert len(keys) == 2, "what was rung for during the first call is not covered by it"


def test_a_prefect_that_comes_late_still_hears_the_one_ring() -> None:
    port = free_port()
    bell = Doorbell(lambda: f"http://127.0.0.1:{port}/api")
    bell.ring("deliver")
    assert not bell.settle(0.3)
    with Api(port).open() as api:
        assert bell.settle(PATIENCE)
    assert [deployment for deployment, _ in api.rings] == ["id-of-deliver"]


def test_after_a_long_outage_a_no_is_asked_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A locked database answers 503; the wait for a server that is gone is not for it."""
    monkeypatch.setattr(doorbell, "LONGEST_WAIT", 1.0)
    port = free_port()
    bell = Doorbell(lambda: f"http://127.0.0.1:{port}/api")
    bell.ring("deliver")
    assert not bell.settle(1.0), "misses enough for the longest wait"
    monkeypatch.setattr(doorbell, "LONGEST_WAIT", 60.0)
    with Api(port, statuses=(503, 503)).open() as api:
        assert bell.settle(PATIENCE)
    assert len(api.rings) == 3


def test_a_frozen_prefect_costs_the_caller_nothing() -> None:
    """One ring that waits for it takes longer than the test would."""
    began = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as frozen:
        bell = Doorbell(lambda: f"http://127.0.0.1:{frozen.getsockname()[1]}/api")
        for _ in range(500):
            bell.ring("deliver")
            assert time.monotonic() - began < PATIENCE
        assert not bell.settle(0.5)


@pytest.mark.parametrize("trouble", [(503,), (500, 404), (503, 503, 503)])
def test_a_repeated_ring_keeps_its_key(trouble: tuple[int, ...]) -> None:
    with Api(statuses=trouble).open() as api:
        bell = Doorbell(lambda: api.url)
        bell.ring("deliver")
        assert bell.settle(PATIENCE)
    assert len(api.rings) == len(trouble) + 1
    assert len(set(api.rings)) == 1


@pytest.mark.parametrize(
    "address", [None, "", "http://", "nonsense", "http://[", "http://host:port"]
)
def test_an_address_that_is_none_never_raises(address: str | None) -> None:
    bell = Doorbell(lambda: address)
    bell.ring("deliver")
    assert not bell.settle(0.1)


def test_credentials_come_from_the_address_or_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Api().open() as api:
        for address, variable in (
            (api.url, ""),
            (api.url, "me:pa:ss"),
            (api.url.replace("://", "://you:p%40ss@"), "me:pa:ss"),
        ):
            monkeypatch.setenv("PREFECT_API_AUTH_STRING", variable)
            bell = Doorbell(lambda address=address: address)  # type: ignore[misc]
            bell.ring("deliver")
            assert bell.settle(PATIENCE)
    assert api.authorizations == {None, "Basic bWU6cGE6c3M=", "Basic eW91OnBAc3M="}


def test_the_embedded_server_is_found_and_runs_what_is_rung_for(
    prefect_server: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doorbell, "TIMEOUT", 3.0)
    monkeypatch.setenv("RAMMEAFTALE_DATA_DIR", str(prefect_server.data_dir))
    monkeypatch.delenv("RAMMEAFTALE_PREFECT_API_URL", raising=False)
    get_settings.cache_clear()
    before = {run["id"] for run in prefect_server.doorbell_runs()}
    try:
        bell = Doorbell(doorbell.prefect_address)
        bell.ring("remind")
        assert bell.settle(PATIENCE)
    finally:
        get_settings.cache_clear()
    mine = [run for run in prefect_server.doorbell_runs() if run["id"] not in before]
    assert [run["deployment_id"] for run in mine] == [prefect_server.deployment("remind")["id"]]
    prefect_server.completed(mine[0]["id"])


def test_the_address_file_is_ours_alone(prefect_server: Service) -> None:
    mode = Path(prefect_server.data_dir, doorbell.EMBEDDED_ADDRESS).stat().st_mode
    assert mode & 0o077 == 0
