"""Child processes: in a session of their own, logged to a file, started again when they end."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

PR_SET_PDEATHSIG = 1
LONGEST_PAUSE = 30.0
STABLE = 60.0  # a child that lived this long has got over what failed before
LOG_LIMIT = 5_000_000
LOGS_KEPT = 3

_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


@dataclass(eq=False)
class Child:
    """One command.

    again    `always`; `until done`: until it has ended with 0; `never`
    fails    ends in a row that were not wanted; the pause before the next start grows with them
    due      when to start it next, on `time.monotonic()`; null while that is not planned
    done     whether its last life ended with 0
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    again: Literal["always", "until done", "never"] = "always"
    fails: int = 0
    due: float | None = None
    done: bool = False
    started: float = 0.0
    process: subprocess.Popen[bytes] | None = None

    @property
    def idle(self) -> bool:
        """Neither running nor about to be started."""
        return self.process is None and self.due is None

    def tend(self) -> str | None:
        """Start it when it is due. One line when something went wrong since the last look."""
        if self.due is not None and time.monotonic() >= self.due:
            try:
                self.start()
            except OSError as error:  # out of memory, disk or processes: it may pass
                return self._plan_again(f"could not be started ({error})")
        if self.process is None or self.process.poll() is None:
            return None
        code, self.process = self.process.returncode, None
        self.done = code == 0
        if time.monotonic() - self.started >= STABLE:
            self.fails = 0
        if self.done and self.again != "always":
            self.fails = 0
            return None
        how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        return self._plan_again(how)

    def start(self) -> None:
        """Nothing the terminal sends reaches the child but through us; when we are killed, the
        kernel tells it to stop."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        rotate(self.log)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_stop_when_orphaned(os.getpid()),  # noqa: PLW1509 - it takes no lock
            )
        self.started, self.due, self.done = time.monotonic(), None, False

    def _plan_again(self, how: str) -> str:
        if self.again == "never":
            return f"{self.name} {how}, see {self.log}"
        pause = min(LONGEST_PAUSE, 0.5 * 2 ** min(self.fails, 10))
        self.fails += 1
        self.due = time.monotonic() + pause
        return f"{self.name} {how}, starting it again in {pause:g} s, see {self.log}"

    def send(self, number: signal.Signals) -> None:
        """To the child; SIGKILL to everything in its session."""
        if self.gone or self.process is None:
            return
        if number is signal.SIGKILL:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)

    @property
    def gone(self) -> bool:
        return self.process is None or self.process.poll() is not None


def rotate(log: Path) -> None:
    """Copied and emptied rather than renamed, so that a child that is writing goes on writing."""
    with suppress(OSError):
        if log.stat().st_size < LOG_LIMIT:
            return
        for number in range(LOGS_KEPT, 1, -1):
            with suppress(FileNotFoundError):
                _numbered(log, number - 1).replace(_numbered(log, number))
        shutil.copyfile(log, _numbered(log, 1))
        os.truncate(log, 0)


def _numbered(log: Path, number: int) -> Path:
    return log.with_name(f"{log.name}.{number}")


def _stop_when_orphaned(parent: int) -> Callable[[], None]:
    def prepare() -> None:
        if _prctl is not None:
            _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:  # it died before we asked
                os._exit(1)

    return prepare
