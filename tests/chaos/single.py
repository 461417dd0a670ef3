"""The single machine under test: SQLite, and processes from the nursery that are killed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cli.prefect_process import free_port
from tests.patience import PATIENCE

KILLED = -9
# files that nobody may write are not to be written by root either
AS_ANYBODY = ("setpriv", "--bounding-set=-dac_override") if os.geteuid() == 0 else ()


@dataclass(frozen=True, slots=True)
class Point:
    """Where a process ends: before or after the n-th statement with these first words."""

    when: str
    what: str
    nth: int = 1

    @property
    def committed(self) -> bool:
        """Whether what the process was doing is there afterwards."""
        return (self.when, self.what) == ("after", "COMMIT")

    def __str__(self) -> str:
        return f"{self.when} {self.what}" + (f" {self.nth}" if self.nth > 1 else "")


class Machine:
    """Its processes are forked by the nursery and share one listening socket: while no web process
    lives, requests wait for the next one."""

    def __init__(self, nursery: "subprocess.Popen[str]", port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._nursery = nursery

    def start(self, role: str, point: Point | None = None, now: datetime | None = None) -> int:
        """Its process id. Roles: web, deliver, remind, advance, migrate."""
        order: dict[str, Any] = {"role": role, "now": now.isoformat() if now else None}
        if point:
            order["point"] = [point.when, point.what, point.nth]
        return self._ask(order)

    def wait(self, pid: int) -> int:
        """How it ended: its exit code, or the signal as a negative number; 1000: not at all."""
        return self._ask({"wait": pid})

    def kill(self, pid: int) -> bool:
        """False when it had ended by itself before."""
        os.kill(pid, 9)
        code = self.wait(pid)
        assert code in {KILLED, 0}, code
        return code == KILLED

    def run(self, role: str, now: datetime, point: Point | None = None) -> int:
        return self.wait(self.start(role, point, now))

    def _ask(self, order: dict[str, Any]) -> int:
        assert self._nursery.stdin
        assert self._nursery.stdout
        self._nursery.stdin.write(json.dumps(order) + "\n")
        self._nursery.stdin.flush()
        return int(self._nursery.stdout.readline())


@contextmanager
def machine(folder: Path, smtp_port: int, key: str) -> Iterator[Machine]:
    """A new installation in `folder`, without tables."""
    port = free_port()
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("RAMMEAFTALE")},
        "RAMMEAFTALE_DATA_DIR": str(folder),
        "RAMMEAFTALE_BASE_URL": f"http://127.0.0.1:{port}",
        "RAMMEAFTALE_SECRET_KEY": key,
        "RAMMEAFTALE_SMTP_URL": f"smtp://127.0.0.1:{smtp_port}?starttls=false",
        "RAMMEAFTALE_LETTERS_PER_MINUTE": "0",
    }
    with subprocess.Popen(
        [*AS_ANYBODY, sys.executable, "-m", "tests.chaos.nursery", str(port)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as nursery:
        try:
            yield Machine(nursery, port)
        finally:
            assert nursery.stdin
            nursery.stdin.close()
            nursery.wait(PATIENCE)
