"""Invented calendars for the sandbox, so that its forecast has something to reckon from."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlmodel import Session, insert

from actions.record_meetings import scope_of
from models.calendar import MeetingDate
from models.reference import Party
from models.round import Round
from models.vocabulary import Stage
from rules.danish_time import danish_date, is_working_day

MONTHS = 12
WITHOUT_EACH = 7  # every seventh party has told nobody
SUMMER = 7
SOURCE = "Opdigtet til øvelsen"


def example_meetings(session: Session, round_: Round, parties: list[Party]) -> None:
    """A council meeting a month, in the last week but July's, on the party's own weekday."""
    first = danish_date(round_.created_at).replace(day=1)
    rows = [
        {
            "scope": scope_of(round_),
            "code": party.code,
            "stage": Stage.COUNCIL,
            "falls_on": day,
            "source": SOURCE,
            "recorded_at": round_.created_at,
        }
        for number, party in enumerate(parties, 1)
        if number % WITHOUT_EACH
        for day in _monthly(first, number)
    ]
    session.execute(insert(MeetingDate), rows)


def _monthly(first: date, number: int) -> Iterator[date]:
    month = first
    for _ in range(MONTHS):
        following = (month + timedelta(days=32)).replace(day=1)
        day = following - timedelta(days=1 + number % 8)
        while not is_working_day(day) or day.weekday() > 3:  # Monday to Thursday
            day -= timedelta(days=1)
        if month.month != SUMMER:
            yield day
        month = following
