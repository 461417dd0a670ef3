"""Services became one, or one got a new name: recorded, and withdrawn where it was wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from actions.read_mergers import MERGED, WITHDRAWN, read_mergers, service_names
from actions.record import record
from actions.report_deviation import service_named
from models.event import Event
from models.tariff import TariffLine
from rules.refusal import Refusal, Why
from rules.tariff_mergers import Merger, checked_merger
from rules.text import line
from rules.verify import SYSTEM


class Names(NamedTuple):
    """A service as people write it; `service` where the provision has several."""

    operator: str
    provision: str
    paragraph: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class GivenMerger:
    """From `year` on the predecessors are the successor; one predecessor: it got a new name."""

    year: int
    predecessors: Sequence[Names]
    successor: Names
    source: str


def merge_services(session: Session, given: GivenMerger, now: datetime, by: str) -> Merger:
    """Raises Refusal naming the field; the same again changes nothing."""
    predecessors = tuple(_id(session, one, "predecessors") for one in given.predecessors)
    successor = _id(session, given.successor, "successor")
    known = read_mergers(session)
    told = Merger(_next(session), given.year, predecessors, successor, given.source)
    for one in known:
        if _facts(one) == _facts(told):
            return one
    last = _last_years(session, predecessors)
    merger = checked_merger(told, known, last, service_names(session, [*known, told]))
    facts = {
        "merger": merger.number,
        "year": merger.year,
        "predecessors": list(predecessors),
        "successor": successor,
        "source": merger.source,
        "by": by,
    }
    if record(session, SYSTEM, MERGED, f"{MERGED}:{merger.number}", now, facts) is None:
        raise Refusal("En anden registrerede noget imens. Prøv igen.", why=Why.CONFLICT)
    return merger


def withdraw_merger(session: Session, number: int, reason: str, now: datetime, by: str) -> None:
    """It was wrong: it no longer holds, and both facts stay. Raises Refusal where none stands."""
    known = {one.number: one for one in read_mergers(session)}
    if number not in known:
        raise Refusal(f"Der står ingen sammenlægning {number}.", why=Why.UNKNOWN)
    why = line(reason, "reason")
    if not why:
        raise Refusal("Skriv, hvorfor den trækkes tilbage.", field="reason")
    facts = {"merger": number, "reason": why, "by": by}
    record(session, SYSTEM, WITHDRAWN, f"{WITHDRAWN}:{number}", now, facts)


def _facts(one: Merger) -> tuple[object, ...]:
    return one.year, set(one.predecessors), one.successor, one.source.strip()


def _next(session: Session) -> int:
    """Withdrawn ones keep their number."""
    counted = select(func.count()).where(Event.chain == SYSTEM, col(Event.kind) == MERGED)
    return session.exec(counted).one() + 1


def _id(session: Session, names: Names, field: str) -> int:
    try:
        _, found = service_named(session, *names)
    except Refusal as refusal:
        raise Refusal(str(refusal), field=field) from None
    if not found:
        shown = ", ".join(filter(None, names))[:120]
        raise Refusal(f"Der er ingen takster for »{shown}«. Skriv den som i filen.", field=field)
    return found


def _last_years(session: Session, services: Sequence[int]) -> dict[int, int]:
    rows = session.exec(
        select(TariffLine.service_id, func.max(TariffLine.year))
        .where(col(TariffLine.superseded_by).is_(None), col(TariffLine.service_id).in_(services))
        .group_by(col(TariffLine.service_id))
    )
    return dict(rows.all())
