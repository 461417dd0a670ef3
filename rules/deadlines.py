"""Which deadline counts: facts are only ever added, and one of them is in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.round import DeadlineFact
from models.vocabulary import DeadlineKind
from rules.danish_time import end_of
from rules.refusal import Refusal, Why
from rules.terms import EARLIEST_PERIOD, LATEST_YEAR

MOVING = frozenset({DeadlineKind.GRANTED, DeadlineKind.EXTENDED})


@dataclass(frozen=True, slots=True)
class GivenDeadline:
    """As the secretariat recorded it; tidied already."""

    kind: DeadlineKind
    falls_on: date
    source: str
    reason: str = ""


def in_force(facts: Sequence[DeadlineFact]) -> DeadlineFact:
    """The one that came into force last; a round has had one since it was made.

    By the order they were recorded in: a clock that ran ahead and was put right has no say.
    """
    return max((fact for fact in facts if fact.in_force_at), key=lambda fact: fact.id or 0)


def internal(facts: Sequence[DeadlineFact]) -> DeadlineFact | None:
    """The secretariat's own, earlier one beside it: the last recorded that is still earlier."""
    beside = [f for f in facts if f.kind is DeadlineKind.INTERNAL and f.in_force_at is None]
    return beside[-1] if beside and beside[-1].falls_on < in_force(facts).falls_on else None


def comes_into_force(given: GivenDeadline, standing: DeadlineFact, now: datetime) -> bool:
    """Granted and extended deadlines count from when they are recorded, and so does the law's own
    where that is what counts. One that was only applied for, one's own beside it, one that is
    earlier than what the parties go by, and one that has passed, are told for the record."""
    law = DeadlineKind.STATUTORY
    moving = given.kind in MOVING or given.kind is law is standing.kind
    return moving and given.falls_on >= standing.falls_on and now < end_of(given.falls_on)


def check(
    given: GivenDeadline, facts: Sequence[DeadlineFact], now: datetime, field: str = "falls_on"
) -> None:
    """Raises Refusal: CONFLICT for what is recorded already; `field` names the date's."""
    standing = in_force(facts).falls_on
    if given.falls_on < EARLIEST_PERIOD or given.falls_on.year > LATEST_YEAR:
        raise Refusal("Den nye frist ligger uden for det mulige.", field=field)
    if given.kind is DeadlineKind.EXTENDED and (
        given.falls_on <= standing or now >= end_of(given.falls_on)
    ):
        raise Refusal(
            f"Den nye frist skal ligge efter {standing:%d.%m.%Y} og i fremtiden.", field=field
        )
    if given.kind is DeadlineKind.APPLIED_FOR and given.falls_on <= standing:
        raise Refusal(
            f"En frist, der søges om, ligger efter den gældende, {standing:%d.%m.%Y}.", field=field
        )
    if given.kind is DeadlineKind.INTERNAL and not (
        given.falls_on < standing and now < end_of(given.falls_on)
    ):
        raise Refusal(
            f"Jeres egen frist skal ligge i fremtiden og før parternes, {standing:%d.%m.%Y}.",
            field=field,
        )
    if any(_same(given, fact) for fact in facts):
        raise Refusal("Fristen er allerede registreret.", why=Why.CONFLICT, field=field)


def _same(given: GivenDeadline, fact: DeadlineFact) -> bool:
    return (given.kind, given.falls_on, given.source, given.reason) == (
        fact.kind,
        fact.falls_on,
        fact.source,
        fact.reason,
    )
