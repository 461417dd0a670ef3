"""`rammeaftale up`: the web process at once, then Prefect's server and one warm worker.

One thread, one loop: signals and ended children wake it, everything else is looked at twice a
second. While Prefect cannot run, `tick` does its work; leases make the overlap harmless.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cli.children import Child, rotate
from cli.preconditions import Refused, Signals, check_port, only_one
from cli.prefect_process import PrefectProcess, answers
from models.settings import Settings
from notifications.doorbell import ring

BAD_INPUT = 2
# what downtime may have missed
CATCH_UP = ("advance", "remind", "mail-heads", "tariff-report", "deliver", "deliver-sandbox")
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - not bound


@dataclass(frozen=True)
class Timing:
    """Seconds. `outage` and `stuck` count from the worker's last heartbeat.

    outage  when `tick` takes over, once every `tick`: soon, for Prefect on SQLite now and then
            stands still for a minute, waiting for its own lock
    stuck   when an embedded Prefect that lives but does nothing is killed, to be started anew
    grace   from SIGTERM to SIGKILL
    """

    look: float = 0.5
    outage: float = 30.0
    tick: float = 60.0
    stuck: float = 300.0
    grace: float = 10.0


def up(
    settings: Settings,
    web: Sequence[str],
    tick: Sequence[str],
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    timing: Timing | None = None,
    say: Callable[[str], None] | None = None,
    prepare: Callable[[], None] | None = None,
) -> int:
    """Run until SIGTERM or SIGINT, then 0; 2 with one line when something stands in the way.

    `prepare` is called once nothing stands in the way and before anything is started; `say` gets
    the address when the web process answers, and a line when Prefect is ready.
    """
    try:
        with only_one(settings.data_dir), Signals() as signals:
            check_port(host, port)
            if prepare:
                prepare()
            url = f"http://{_reachable(host)}:{port}"
            supervisor = Supervisor(settings, web, tick, url, timing or Timing(), say or _say)
            supervisor.run(signals)
    except Refused as refusal:
        _complain(str(refusal))
        return BAD_INPUT
    return 0


class Supervisor:
    """Brings everything up, keeps it up, and takes it down in reverse order."""

    def __init__(
        self,
        settings: Settings,
        web: Sequence[str],
        tick: Sequence[str],
        url: str,
        timing: Timing,
        say: Callable[[str], None],
    ) -> None:
        self._url, self._timing, self._say = url, timing, say
        self._prefect = prefect = PrefectProcess(settings)
        data = settings.data_dir.resolve()
        logs = data / "logs"
        ours = {**os.environ, "RAMMEAFTALE_DATA_DIR": str(data)}
        theirs = prefect.environment(ours)
        self._web = Child("web", web, ours, logs / "web.log")
        self._server = Child("prefect", prefect.server, theirs, logs / "prefect.log")
        self._worker = Child("worker", prefect.worker, theirs, logs / "worker.log")
        self._deploy = Child("deploy", prefect.deploy, theirs, logs / "deploy.log", "until done")
        self._tick = Child("tick", tick, ours, logs / "tick.log", "never")
        self._children = (self._web, self._server, self._worker, self._deploy, self._tick)
        self._web_answers = self._prefect_ready = False
        self._beat: int | None = None  # time stamp of the heartbeat file, null before the first
        self._beaten = self._restarted = self._looked_at_logs = time.monotonic()

    def run(self, signals: Signals) -> None:
        self._prefect.announce()
        try:
            self._web.start()
            if self._prefect.embedded:
                self._server.start()
            while not signals.told_to_stop(self._timing.look):
                self._look()
        finally:
            self._prefect.withdraw()
            self._stop(signals)

    def _look(self) -> None:
        for child in self._children:
            if line := child.tend():
                _complain(line)
        if not self._web_answers and answers(f"{self._url}/healthz"):
            self._web_answers = True
            self._say(self._url)
        self._bring_up_prefect()
        self._bridge_an_outage()
        if time.monotonic() - self._looked_at_logs > self._timing.tick:
            self._looked_at_logs = time.monotonic()
            for child in self._children:
                rotate(child.log)

    def _bring_up_prefect(self) -> None:
        """The worker needs the server, and makes the work pool that the deployments need."""
        if self._worker.idle and self._prefect.answers():
            self._worker.start()
        beat = self._prefect.last_beat()
        if beat is None or self._prefect_ready:
            return
        if self._deploy.done:
            self._prefect.mark_deployed()
        if self._prefect.deployed or self._deploy.done:
            self._prefect_ready = True
            self._say(f"Prefect: {self._prefect.url}")
            for deployment in CATCH_UP:
                ring(deployment)
        elif self._deploy.idle:
            self._deploy.start()

    def _bridge_an_outage(self) -> None:
        now, beat = time.monotonic(), self._prefect.last_beat()
        if beat != self._beat:
            self._beat, self._beaten = beat, now
        silent = now - self._beaten
        rested = self._tick.idle and now - self._tick.started >= self._timing.tick
        if silent > self._timing.outage and rested:
            self._tick.start()
        stuck = now - max(self._beaten, self._restarted) > self._timing.stuck
        if stuck and self._prefect.embedded:
            _complain(f"Prefect has done nothing for {silent:.0f} s, starting it anew")
            self._restarted = now
            self._worker.send(signal.SIGKILL)
            self._server.send(signal.SIGKILL)

    def _stop(self, signals: Signals) -> None:
        """The last started first, each with its share of the grace; asked twice, all at once."""
        deadline = time.monotonic() + self._timing.grace
        for left, child in reversed(list(enumerate(self._children))):
            child.send(signal.SIGTERM)
            share = left * self._timing.grace / 10
            while not child.gone and time.monotonic() < deadline - share:
                if signals.told_to_stop(0.1):
                    deadline = 0.0
        for child in self._children:
            child.send(signal.SIGKILL)
        for child in self._children:
            if child.process:
                child.process.wait()


def _reachable(host: str) -> str:
    host = ANY_ADDRESS.get(host, host)
    return f"[{host}]" if ":" in host else host


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _complain(line: str) -> None:
    print(f"rammeaftale: {line}", file=sys.stderr, flush=True)  # noqa: T201
