"""W7: `kill -9` in the middle of a delivery, and how long until the next letter leaves.

`rammeaftale tick` delivers to the sink; it is killed after some letters and started again. The time
is from that start to the first letter the sink has taken, the interpreter's start and every import
included. The limit is a process that imports the same, until it has.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.harness.bench import Bench
from benchmarks.harness.contenders import Contender, Points, Role
from benchmarks.harness.databases import Home
from benchmarks.harness.processes import ROOT, clean_environment, end, in_child, run
from benchmarks.harness.rounds import environment
from benchmarks.harness.sink import Watch

NAME = "W7"
TITLE = "From kill -9 to the next letter"
TICK = [sys.executable, "-m", "cli.main", "tick"]
IMPORTS = [sys.executable, "-c", "import cli.main, time; print(time.monotonic())"]
BEFORE_THE_KILL = 3
PATIENCE = 120.0


def contenders(bench: Bench, home: Home) -> Iterator[Contender]:
    port = bench.sink()
    for letters in bench.sizes.queued:
        yield Contender(
            "product",
            Role.PRODUCT,
            partial(_product, bench, home, port, letters),
        )
    yield Contender("import", Role.LIMIT, partial(_import, bench))


def _product(bench: Bench, home: Home, port: int, letters: int) -> Points:
    name = f"queued-{letters}"

    def make(url: str, folder: Path) -> None:
        settings = clean_environment(**environment(url, folder))
        queued = {"parties": 98, "letters": letters, "text_too": False}
        in_child("benchmarks.workloads.w4_letters:fill", settings, **queued)

    beside = home.template(name, make)
    server = f"smtp://127.0.0.1:{port}?starttls=false"
    url = home.address(name)  # some letters leave it: nobody else uses it
    settings = clean_environment(**environment(url, beside, RAMMEAFTALE_SMTP_URL=server))
    watch = Watch(port)
    process = _tick(bench, settings)
    _wait_for(watch, BEFORE_THE_KILL, process)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    watch.reset()
    began = time.monotonic()
    process = _tick(bench, settings)
    first = _wait_for(watch, 1, process)
    end(process)
    watch.reset()
    watch.close()
    return {f"{letters:,} letters": {"seconds": first - began}}


def _import(bench: Bench) -> Points:
    began = time.monotonic()
    seconds = float(run(IMPORTS, clean_environment())) - began
    return {f"{letters:,} letters": {"seconds": seconds} for letters in bench.sizes.queued}


def _tick(bench: Bench, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    with bench.log("tick").open("ab") as log:
        return subprocess.Popen(
            TICK, cwd=ROOT, env=settings, stdout=log, stderr=log, start_new_session=True
        )


def _wait_for(watch: Watch, count: int, process: subprocess.Popen[bytes]) -> float:
    """The instant of the first letter, once there are `count`."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        taken = watch.taken()
        if taken.count >= count:
            return taken.first
        time.sleep(0.01)
    end(process)
    raise RuntimeError("no letter left")
