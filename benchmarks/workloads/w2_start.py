"""W2: sign-off opens in a round with 30 to 100,000 parties, in one transaction.

The limit is the same rows by the driver alone: letters, events and their private part inserted in
batches, the seats set by one statement, and one commit. Reading the rows to write is not counted.
"""

import resource
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlmodel import Session, select

from benchmarks.harness.bench import Bench
from benchmarks.harness.contenders import Contender, Points, Role
from benchmarks.harness.databases import Home
from benchmarks.harness.processes import clean_environment, in_child
from benchmarks.harness.rounds import BY, environment, lay_out
from benchmarks.harness.rows import bare
from models.database import get_engine, transaction
from models.migrate import migrate
from models.round import Round

NAME = "W2"
TITLE = "Start of a round"
HERE = "benchmarks.workloads.w2_start"
ONCE_FROM = 50_000  # a start of this many parties is measured once, and so is its limit
NEW = ("event", "event_private", "letter")


def contenders(bench: Bench, home: Home) -> Iterator[Contender]:
    for parties in bench.sizes.starts:
        at_most = 1 if parties >= ONCE_FROM else None
        yield Contender(
            "product",
            Role.PRODUCT,
            partial(_product, bench, home, parties),
            at_most,
        )
        yield Contender(
            "bare batch insert",
            Role.LIMIT,
            partial(_bare, bench, home, parties),
            at_most,
        )


def _draft(home: Home, parties: int) -> str:
    name = f"draft-{parties}"
    home.template(
        name,
        lambda url, folder: in_child(
            f"{HERE}:draft", clean_environment(**environment(url, folder)), parties=parties
        ),
    )
    return name


def _product(bench: Bench, home: Home, parties: int) -> Points:
    with home.copied(_draft(home, parties)) as url:
        settings = clean_environment(**environment(url, bench.folder))
        metrics = in_child(f"{HERE}:start", settings, parties=parties)
    return {f"{parties:,} parties": metrics}


def _bare(bench: Bench, home: Home, parties: int) -> Points:
    draft, started = _draft(home, parties), f"started-{parties}"

    def make(url: str, _folder: Path) -> None:
        settings = clean_environment(**environment(url, bench.folder))
        in_child(f"{HERE}:draft", settings, parties=parties)
        in_child(f"{HERE}:start", settings, parties=parties)

    home.template(started, make)
    with home.copied(draft) as url:
        metrics = in_child(
            f"{HERE}:write", after=home.address(started), before=url, parties=parties
        )
    return {f"{parties:,} parties": metrics}


# What runs in a process of its own


class _Undone(Exception):
    """Takes a transaction back."""


def draft(parties: int) -> None:
    migrate(get_engine())
    with transaction() as session:
        lay_out(session, parties, datetime.now(UTC))


def start(parties: int) -> dict[str, float]:
    from actions.start_round import start_round

    def opened(session: Session) -> None:
        start_round(session, session.exec(select(Round)).one(), datetime.now(UTC), BY)

    with suppress(_Undone), transaction() as session:
        opened(session)  # what every process does once is not the round's cost
        raise _Undone
    before, cpu, began = _memory(), time.process_time(), time.perf_counter()
    with transaction() as session:
        opened(session)
    seconds = time.perf_counter() - began
    cpu_ms = (time.process_time() - cpu) * 1000
    return {
        **_per_party(seconds, parties),
        "cpu_ms": cpu_ms / parties,
        "memory_mb": _memory() - before,
    }


def write(after: str, before: str, parties: int) -> dict[str, float]:
    """Milliseconds per party for the rows alone."""
    spent = 0.0
    with bare(after) as source, bare(before) as target:
        newest = {table: target.largest(table) for table in NEW}
        seat = source.all("SELECT next_letter_at, last_letter_at FROM seat LIMIT 1")[0]
        target.commit()
        began = time.perf_counter()
        target.begin()
        mark = target.mark
        target.execute(f"UPDATE seat SET next_letter_at = {mark}, last_letter_at = {mark}", seat)
        spent += time.perf_counter() - began
        for table in NEW:
            insert = target.insert(table)
            for rows in source.stream(source.newer(table, newest[table])):
                began = time.perf_counter()
                target.many(insert, rows)
                spent += time.perf_counter() - began
        began = time.perf_counter()
        target.commit()
        spent += time.perf_counter() - began
    return _per_party(spent, parties)


def _per_party(seconds: float, parties: int) -> dict[str, float]:
    return {"seconds": seconds, "ms_per_party": seconds * 1000 / parties}


def _memory() -> float:
    """The most this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
