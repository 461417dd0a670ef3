"""A server under load, whoever it belongs to, and whether it kept what it acknowledged."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.harness.bench import Bench
from benchmarks.harness.processes import ROOT, clean_environment, free_port, run, running
from cli.service import _web

APP = "api.app:create_app"
Command = Callable[[int], list[str]]  # from a port


@contextmanager
def served(
    bench: Bench, name: str, command: Command, settings: Mapping[str, str], cwd: Path = ROOT
) -> Iterator[tuple[int, int]]:
    """Its port and its process."""
    port = free_port()
    with running(command(port), settings, bench.log(name), port=port, cwd=cwd) as process:
        yield port, process.pid


def product(port: int) -> list[str]:
    """The very command that the supervisor starts."""
    return _web("127.0.0.1", port)


def plain_app(app: str) -> Command:
    """The same server with the same settings, and another application in it."""

    def command(port: int) -> list[str]:
        words = [app if word == APP else word for word in product(port)]
        return [word for word in words if word != "--factory"]

    return command


def loaded(
    bench: Bench,
    port: int,
    server: list[int],
    exchanges: Path,
    *,
    endless: bool = False,
    numbers: Sequence[int] = (),
) -> tuple[dict[str, dict[str, float]], int]:
    """The figures for each number of clients in turn, and how many exchanges were completed.

    numbers  of clients, instead of the run's own; endless: exchanges may be done more than once
    """
    numbers = numbers or bench.sizes.clients
    points: dict[str, dict[str, float]] = {}
    done = 0
    with exchanges.open(encoding="utf-8") as file:
        share = sum(1 for _ in file) // len(numbers)
    for number, clients in enumerate(numbers, 1):
        plan = {
            "port": port,
            "clients": clients,
            "seconds": bench.sizes.seconds,
            "warm_up": bench.sizes.warm_up,
            "server": server,
            "exchanges": str(exchanges),
            "skip": 0 if endless else done,
            "take": None if endless else number * share - done,
            "endless": endless,
        }
        command = [sys.executable, "-m", "benchmarks.harness.load", json.dumps(plan)]
        outcome = json.loads(run(command, clean_environment()).splitlines()[-1])
        done += outcome["completed"]
        points[f"{clients} client{'s' if clients > 1 else ''}"] = outcome["metrics"]
    return points, done


def check(one: Callable[[str], Any], counted: Mapping[str, str], done: int) -> None:
    """Whatever was acknowledged must be there, each part of it."""
    found = {what: int(one(query) or 0) for what, query in counted.items()}
    if set(found.values()) != {done}:
        raise RuntimeError(f"{done} answers were acknowledged, but there are {found}")
