"""`make bench`: the product, its peers and the limits in turns; results to a file, and the page.

`python -m benchmarks.run W1 W4` runs some of the workloads and merges them into today's results.
"""

import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from benchmarks.harness import machine, results
from benchmarks.harness.bench import SIZES, Bench, Sizes
from benchmarks.harness.contenders import interleaved
from benchmarks.harness.databases import Home, Sqlite, postgresql
from benchmarks.harness.processes import ROOT
from benchmarks.report import document
from benchmarks.workloads import WORKLOADS

HOMES = ("sqlite", "postgresql")
RESULTS = ROOT / "benchmarks" / "results"


@click.command()
@click.argument("workloads", nargs=-1, type=click.Choice(list(WORKLOADS)))
@click.option("--size", type=click.Choice(list(SIZES)), default="full", show_default=True)
@click.option("--database", "homes", type=click.Choice(HOMES), multiple=True, default=HOMES)
@click.option("--no-peers", is_flag=True, help="The product and the limits only.")
@click.option("--only", multiple=True, help="Contenders by name; everyone unless given.")
@click.option("--repetitions", type=int, help="Rounds of A B C; three unless given.")
@click.option("--out", type=click.Path(path_type=Path), help="Results file instead of today's.")
def main(
    workloads: tuple[str, ...],
    size: str,
    homes: tuple[str, ...],
    no_peers: bool,
    only: tuple[str, ...],
    repetitions: int | None,
    out: Path | None,
) -> None:
    """Measure WORKLOADS (all of them unless given) and write results and page.

    `quick` shows that everything works and measures nothing: give it a results file of its own.
    """
    sizes = SIZES[size]
    if repetitions:
        sizes = replace(sizes, repetitions=repetitions)
    path = out or RESULTS / f"{datetime.now(UTC):%Y-%m-%d}.json"
    with laid_out(sizes, homes, with_peers=not no_peers) as bench:
        failures = measure(bench, workloads or tuple(WORKLOADS), path, frozenset(only))
    if out is None:
        document.write(path)
    if failures:
        raise click.ClickException(f"{failures} contenders failed: see above")


@contextmanager
def laid_out(sizes: Sizes, homes: tuple[str, ...], *, with_peers: bool) -> Iterator[Bench]:
    """Databases in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        found: list[Home] = []
        bench = Bench(sizes, Path(folder), found, with_peers)
        with bench.stack:
            if "sqlite" in homes:
                found.append(Sqlite(Path(folder) / "sqlite"))
            if "postgresql" in homes:
                found.append(bench.stack.enter_context(postgresql()))
            yield bench


def measure(bench: Bench, names: tuple[str, ...], path: Path, only: frozenset[str]) -> int:
    """Each workload's samples are in the file as soon as it is done. Returns how many failed."""
    count = 0
    versions = [home.version() for home in bench.homes]
    facts = machine.facts(bench.folder, versions)
    for name in names:
        workload = WORKLOADS[name]
        for home in bench.homes:
            busy = machine.load()
            contenders = [
                contender
                for contender in workload.contenders(bench, home)
                if not only or contender.name in only
            ]
            samples, failures = interleaved(
                name, home.kind, contenders, bench.sizes.repetitions, bench.say
            )
            results.merge(path, facts, samples, failures, load=(busy, machine.load()))
            count += len(failures)
    return count


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    main()
