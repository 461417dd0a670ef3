"""A tariff file is taken in, whole or not at all; what it says anew supersedes what was known."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlmodel import Session, col, select, update

from actions.record import record
from models.database import add_many
from models.tariff import TariffFile, TariffLine, TariffOperator, TariffService
from rules.refusal import Refusal
from rules.tariff_lines import Amounts, Found, Operator, Service
from rules.verify import SYSTEM

MANY = 500  # values in one statement; with more operators than this every service is read
AMOUNTS = tuple(getattr(TariffLine, name) for name in Amounts._fields)
Key = tuple[int, int]  # service id and year
Held = dict[Key, tuple[int, Amounts]]  # with the line's id


@dataclass(frozen=True, slots=True)
class Imported:
    """How many tariffs are new, changed, withdrawn, and said again as they were.

    before    when the same file was taken in; null: it is the first time
    left_out  rows that hold no tariff and sheets that were not read, in words
    alike     names that may be the same one
    """

    file_id: int
    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    unchanged: int = 0
    before: datetime | None = None
    left_out: Sequence[str] = ()
    alike: Sequence[str] = ()

    def facts(self) -> dict[str, Any]:
        """As programs read it."""
        return {
            "id": self.file_id,
            "added": self.added,
            "changed": self.changed,
            "withdrawn": self.withdrawn,
            "unchanged": self.unchanged,
            "before": self.before.isoformat() if self.before else None,
            "left_out": list(self.left_out),
            "alike": list(self.alike),
        }


def import_tariffs(
    session: Session, file: TariffFile, found: Found, now: datetime, by: str
) -> Imported:
    """Refusal with the faulty rows in `errors`; a file taken in before changes nothing."""
    if found.faults:
        raise _refusal(found)
    if earlier := accepted_before(session, file):
        return Imported(earlier.id or 0, before=earlier.accepted_at)
    operators = _operator_ids(session, {one.operator.key: one.operator for one in found.services})
    services = _service_ids(session, found.services, operators)
    given = {(services[of], year): amounts for (of, year), amounts in found.lines.items()}
    held = _held(session, set(operators.values()))
    number, years = file.id, {year for _, year in given}
    gone = [key for key in held if key not in given and key[1] in years] if file.whole else []
    changed = [key for key, amounts in given.items() if key in held and held[key][1] != amounts]
    added = [key for key in given if key not in held]
    file.accepted_at, file.accepted_by = now, by
    session.add(file)
    session.flush()  # before its lines: they may refer to accepted files only
    _supersede(session, [held[key][0] for key in (*changed, *gone)], file)
    in_order = sorted(chain(added, changed), key=itemgetter(1))  # as their index: by year
    told = _told(given.values())
    rows = ((number, *key, *told(given[key])) for key in in_order)
    add_many(session, TariffLine, ("file_id", "service_id", "year", *told(Amounts._fields)), rows)
    unchanged = len(given) - len(added) - len(changed)
    counts = (len(added), len(changed), len(gone), unchanged)
    seen = {name: file.preview.get(name, ()) for name in ("left_out", "alike")}
    done = Imported(file.id or 0, *counts, **seen)
    _record(session, file, done, now, by)
    return done


def accepted_before(session: Session, file: TariffFile) -> TariffFile | None:
    """The same bytes, read in the same way, that were taken in."""
    files = session.exec(
        select(TariffFile).where(
            TariffFile.sha256 == file.sha256,
            col(TariffFile.accepted_at).is_not(None),
            TariffFile.whole == file.whole,
        )
    )
    return next((f for f in files if (f.year, f.mapping) == (file.year, file.mapping)), None)


def _refusal(found: Found) -> Refusal:
    first, more = found.faults[0], len(found.faults) - 1
    tail = f" Der er {more} fejl mere." if more else ""
    shown = [fault._asdict() for fault in found.faults[:MANY]]
    return Refusal(f"Fejl i {first}{tail} Intet er indlæst.", field="file", errors=shown)


def _operator_ids(session: Session, operators: Mapping[str, Operator]) -> dict[str, int]:
    """By their keys: of those that are known, and of the others once they are."""

    def known() -> dict[str, int]:
        rows = session.execute(select(TariffOperator.key, TariffOperator.id))
        return {key: number or 0 for key, number in rows}

    ids = known()
    fresh = [operator for key, operator in operators.items() if key not in ids]
    add_many(session, TariffOperator, Operator._fields, fresh)
    ids = known() if fresh else ids
    return {key: ids[key] for key in operators}


def _service_ids(
    session: Session, services: Sequence[Service], operators: Mapping[str, int]
) -> list[int]:
    """Of each service, in their order; new ones are added."""

    def known(after: int = 0) -> dict[tuple[int, str], int]:
        query = select(TariffService.operator_id, TariffService.key, TariffService.id)
        query = query.where(col(TariffService.id) > after)
        if len(operators) <= MANY:
            query = query.where(col(TariffService.operator_id).in_(set(operators.values())))
        rows = session.connection().execute(query).fetchall()
        return {(operator, key): number for operator, key, number in rows}

    ids = known()
    newest = max(ids.values(), default=0)
    keys = [(operators[service.operator.key], service.key) for service in services]
    fresh = {key: one for key, one in zip(keys, services, strict=True) if key not in ids}
    rows = ((operator, *service[1:]) for (operator, _), service in fresh.items())
    add_many(session, TariffService, ("operator_id", *Service._fields[1:]), rows)
    ids |= known(newest) if fresh else {}
    return [ids[key] for key in keys]


def _held(session: Session, operators: set[int]) -> Held:
    """The lines that hold, of these operators."""
    query = (
        select(TariffLine.id, TariffLine.service_id, TariffLine.year, *AMOUNTS)
        .join(TariffService)
        .where(col(TariffLine.superseded_by).is_(None))
    )
    if len(operators) <= MANY:
        query = query.where(col(TariffService.operator_id).in_(operators))
    return {
        (service, year): (number, Amounts(*amounts))
        for number, service, year, *amounts in session.connection().execute(query)
    }


def _told(lines: Iterable[Amounts]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """Picks what any of them tells (tariff and explanation always stand there): to write the silent
    columns too takes half as long again."""
    columns = enumerate(zip(*lines, strict=True))
    return itemgetter(*(at for at, column in columns if column.count(None) < len(column)))


def _supersede(session: Session, lines: Sequence[int], file: TariffFile) -> None:
    for start in range(0, len(lines), MANY):
        some = col(TariffLine.id).in_(lines[start : start + MANY])
        session.execute(update(TariffLine).where(some).values(superseded_by=file.id))


def _record(session: Session, file: TariffFile, done: Imported, now: datetime, by: str) -> None:
    record(
        session,
        SYSTEM,
        "tariffs.imported",
        f"tariffs.imported:{file.id}",
        now,
        {
            "file": file.id,
            "sha256": file.sha256,
            "filename": file.filename,
            "year": file.year,
            "whole": file.whole,
            "added": done.added,
            "changed": done.changed,
            "withdrawn": done.withdrawn,
            "unchanged": done.unchanged,
            "by": by,
        },
    )
