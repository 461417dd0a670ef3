"""What a run works with: its sizes, its folder, its databases, and what must be ended after it."""

import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.harness.databases import Home
from benchmarks.harness.processes import clean_environment, free_port, running


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is done: all of it unless said; less on a busy machine; next to nothing to show
    that everything works."""

    repetitions: int = 3
    seconds: float = 6.0
    warm_up: float = 1.5
    clients: tuple[int, ...] = (1, 16, 64)
    rounds: int = 90  # open for answers, each of `parties`
    parties: int = 98
    starts: tuple[int, ...] = (30, 1_000, 10_000, 100_000)
    open_seats: int = 1_000_000
    due_seats: int = 7_000
    letters: int = 10_000
    listed_rounds: int = 1_000
    queued: tuple[int, ...] = (1_000, 10_000, 100_000)
    paused: int = 8
    rewritten: int = 500  # answers that the bare commits write again
    tariff_services: int = 250_000  # each with four years
    file_rows: int = 100_000


MODERATE = Sizes(
    seconds=4.0,
    warm_up=1.0,
    rounds=40,
    starts=(30, 1_000, 10_000),
    letters=3_000,
    paused=6,
    rewritten=300,
)
QUICK = Sizes(
    repetitions=1,
    seconds=0.4,
    warm_up=0.1,
    clients=(4,),
    rounds=4,
    parties=30,
    starts=(30,),
    open_seats=2_000,
    due_seats=200,
    letters=200,
    listed_rounds=20,
    queued=(400,),
    paused=2,
    rewritten=20,
    tariff_services=300,
    file_rows=400,
)
SIZES = {"quick": QUICK, "moderate": MODERATE, "full": Sizes()}


@dataclass
class Bench:
    sizes: Sizes
    folder: Path
    homes: list[Home]
    with_peers: bool = True
    stack: ExitStack = field(default_factory=ExitStack)

    def say(self, line: str) -> None:
        sys.stderr.write(line + "\n")

    def log(self, name: str) -> Path:
        folder = self.folder / "logs"
        folder.mkdir(exist_ok=True)
        return folder / f"{name}.log"

    def sink(self) -> int:
        """A mail server that takes everything, for as long as the run lasts; its port."""
        port = free_port()
        command = [sys.executable, "-m", "benchmarks.harness.sink", str(port)]
        log = self.log("sink")
        self.stack.enter_context(running(command, clean_environment(), log, port=port))
        return port
