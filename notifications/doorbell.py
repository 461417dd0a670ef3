"""The doorbell asks Prefect to run a deployment now (docs/adr/0004-doorbell.md).

Speed, not truth: the schedules find the same work a little later. It therefore never raises, never
waits and never imports Prefect. One ring at most is pending per deployment, and it stays pending
while Prefect is away, for as long as the process lives.
"""

import base64
import http.client
import json
import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from models.settings import get_settings

logger = logging.getLogger(__name__)

TIMEOUT = 3.0
PAUSE = 1.0
FIRST_WAIT = 0.125
LONGEST_WAIT = 10.0  # while nobody is there
BUSY_WAIT = 2.0  # while somebody is there and says no: it has just begun, or its database is locked
EMBEDDED_ADDRESS = "prefect/address"


def ring(deployment: str) -> None:
    """Run that deployment soon. Call it after the commit."""
    _doorbell.ring(deployment)


def settle(seconds: float) -> bool:
    """Wait until nothing is pending; for commands, which would end before the ring is out."""
    return _doorbell.settle(seconds)


def prefect_address() -> str | None:
    """The Prefect API, with user and password where it wants them; null while there is none.

    The embedded server's address is a file of the supervisor's, readable by our user only.
    """
    if address := get_settings().prefect_api_url:
        return address
    try:
        return (get_settings().data_dir / EMBEDDED_ADDRESS).read_text().strip() or None
    except OSError:
        return None


class Doorbell:
    """A daemon thread that rings; it starts with the first ring.

    A ring goes out at once, what comes within the next second goes out together after it.
    """

    def __init__(self, address: Callable[[], str | None]) -> None:
        self._address = address
        self._pending: dict[str, str] = {}  # deployment -> idempotency key of its ring
        self._ids: dict[str, str] = {}
        self._changed = threading.Condition()
        self._asking = False
        self._failing = False
        self._thread: threading.Thread | None = None

    def ring(self, deployment: str) -> None:
        with self._changed:
            self._pending.setdefault(deployment, str(uuid4()))
            self._changed.notify_all()
            if self._thread is None:
                with suppress(RuntimeError):  # the process is ending, or out of threads
                    thread = threading.Thread(target=self._run, name="doorbell", daemon=True)
                    thread.start()
                    self._thread = thread

    def settle(self, seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: not self._pending and not self._asking, seconds)

    def _run(self) -> None:
        misses = 0
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._pending)
                turn, self._pending, self._asking = self._pending, {}, True
            missed = {}
            patience = BUSY_WAIT
            for name, key in turn.items():
                if trouble := self._trouble(name, key):
                    missed[name] = key
                    patience = BUSY_WAIT if isinstance(trouble, _SaidNo) else LONGEST_WAIT
            with self._changed:
                self._pending = missed | self._pending  # a new ring has a key of its own
                self._asking = False
                self._changed.notify_all()
            misses = misses + 1 if missed else 0
            time.sleep(min(patience, FIRST_WAIT * 2 ** min(misses, 9)) if missed else PAUSE)

    def _trouble(self, deployment: str, key: str) -> Exception | None:
        """What kept Prefect from taking the ring."""
        try:
            self._ask(deployment, key)
        except Exception as error:
            level = logging.DEBUG if self._failing else logging.WARNING
            logger.log(level, "Prefect did not take the ring for %s: %s", deployment, error)
            self._failing = True
            return error
        self._failing = False
        return None

    def _ask(self, deployment: str, key: str) -> None:
        address = self._address()
        if address is None:
            raise ConnectionError("it has no address yet")
        api = _Api(address)
        try:
            if deployment not in self._ids:
                wanted = {"deployments": {"name": {"any_": [deployment]}}, "limit": 1}
                found = api.post("/deployments/filter", wanted)
                if not found:
                    raise _SaidNo("there is no such deployment yet")
                self._ids[deployment] = found[0]["id"]
            run = {"idempotency_key": key, "tags": ["doorbell"]}
            api.post(f"/deployments/{self._ids[deployment]}/create_flow_run", run)
        except Exception:
            self._ids.pop(deployment, None)  # it may have been deployed anew, or elsewhere
            raise
        finally:
            api.close()


class _SaidNo(Exception):
    """Somebody is there, and did not do as asked."""


class _Api:
    """One connection to the Prefect API; an answer other than 2xx raises _SaidNo."""

    def __init__(self, address: str) -> None:
        url = urlsplit(address)
        kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(url.hostname or "", url.port, timeout=TIMEOUT)
        self._path = url.path.rstrip("/")
        self._headers = {"Content-Type": "application/json"}
        user = f"{url.username}:{url.password or ''}" if url.username else ""
        if credentials := unquote(user) or os.environ.get("PREFECT_API_AUTH_STRING"):
            token = base64.b64encode(credentials.encode()).decode()
            self._headers["Authorization"] = f"Basic {token}"

    def post(self, path: str, body: dict[str, Any]) -> Any:
        self._connection.request("POST", self._path + path, json.dumps(body), self._headers)
        response = self._connection.getresponse()
        answer = response.read()
        if not response.status // 100 == 2:
            raise _SaidNo(f"it answered {response.status}")
        return json.loads(answer)

    def close(self) -> None:
        self._connection.close()


_doorbell = Doorbell(prefect_address)
