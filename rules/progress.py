"""How far a case has come that is not decided: who dealt with it last, and who does next.

A case goes from the administration (casework) through a committee and the finance committee to the
council (`domain/practice.md`); what a party tells of it is progress, never an answer.
"""

from datetime import date
from itertools import pairwise

from models.vocabulary import Body, Stage
from rules.calendars import Calendar
from rules.questions.submission import Submission
from rules.refusal import Refusal

DATES = {  # in the order of the way
    "committee_on": Stage.COMMITTEE,
    "finance_committee_on": Stage.FINANCE_COMMITTEE,
    "meeting_on": Stage.COUNCIL,
}
PAST_CASEWORK = frozenset(Body) - {Body.ADMINISTRATION}


def told_dates(given: Submission) -> dict[Stage, date]:
    """The dates it names, in the order of the way."""
    named = {stage: getattr(given, field) for field, stage in DATES.items()}
    return {stage: day for stage, day in named.items() if day}


def check_order(given: Submission) -> None:
    """Raises Refusal for a date that comes before that of an earlier step."""
    fields = [field for field in DATES if getattr(given, field)]
    for earlier, later in pairwise(fields):
        if getattr(given, later) < getattr(given, earlier):
            raise Refusal(
                f"Datoen {getattr(given, later):%d.%m.%Y} ligger før et tidligere led i sagens"
                " gang. Er datoerne byttet om?",
                field=later,
            )


def next_treatment(given: Submission) -> tuple[date | None, Stage | None]:
    """The meeting we wait for: the council's where it is named, else the farthest on the way."""
    days = told_dates(given)
    stage = max(days, key=list(DATES.values()).index, default=None)
    return (days[stage], stage) if stage else (None, None)


def committees(code: str, given: Submission) -> tuple[Calendar, ...]:
    """The committees' meetings it names are known from now on; the council's is its promise."""
    return tuple(
        Calendar(code, stage, frozenset({day}), day, day)
        for stage, day in told_dates(given).items()
        if stage is not Stage.COUNCIL
    )
