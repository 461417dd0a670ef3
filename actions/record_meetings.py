"""When councils and committees meet is told: by the party, from a file, or by the secretariat."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, select

from actions.load import seats_of
from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from models.calendar import REAL, MeetingDate
from models.round import Round
from models.seat import Seat
from models.vocabulary import Stage
from rules.calendars import Calendar, GivenMeeting, calendars
from rules.danish_time import danish_date

KNOWN = (
    select(MeetingDate)
    .where(
        MeetingDate.scope == bindparam("scope"),
        col(MeetingDate.code).in_(bindparam("codes", expanding=True)),
    )
    .order_by(col(MeetingDate.falls_on))
)
TABLE = MeetingDate.__table__  # type: ignore[attr-defined]


def scope_of(round_: Round) -> str:
    """Real rounds share the parties' calendars; a sandbox round has its own."""
    return f"sandbox:{round_.id}" if round_.sandbox else REAL


def known_meetings(session: Session, round_: Round, codes: Sequence[str]) -> list[MeetingDate]:
    """Every known meeting of those parties, by date."""
    of = {"scope": scope_of(round_), "codes": list(codes)}
    return list(session.exec(KNOWN, params=of))


def import_meetings(
    session: Session, round_: Round, given: Sequence[GivenMeeting], now: datetime, by: str
) -> int:
    """Meetings of several parties, all or none; returns how many dates changed.

    What a party had in the time from its first given date to its last gives way to what is given,
    so a corrected file corrects, and the same file again changes nothing.
    """
    seats: dict[str, Seat] = {seat.code: seat for seat in seats_of(session, round_)}
    told = calendars(given, seats, danish_date(now))
    return record_meetings(session, round_, told, now, by, "Fil")


def record_meetings(
    session: Session,
    round_: Round,
    told: Iterable[Calendar],
    now: datetime,
    by: str,
    source: str,
) -> int:
    """Returns how many dates were added or removed; an event for each party that has any."""
    told = sorted(told, key=lambda calendar: (calendar.code, calendar.stage))
    known = known_meetings(session, round_, [calendar.code for calendar in told])
    number = times_recorded(session, round_, "calendar.recorded")
    changed = 0
    for code, own in groupby(told, key=lambda calendar: calendar.code):
        added, removed = _changes(list(own), known)
        if not (added or removed):
            continue
        _remove(session, removed)
        _add(session, scope_of(round_), code, added, now, source)
        number += 1
        changed += len(added) + len(removed)
        record(
            session,
            chain_of(round_),
            "calendar.recorded",
            f"calendar.recorded:{round_.id}:{number}",
            now,
            {
                "added": [f"{stage}:{day}" for stage, day in added],
                "removed": [f"{row.stage}:{row.falls_on}" for row in removed],
                "source": source,
                "by": by,
            },
            round_=round_,
            party_code=code,
        )
    return changed


def _changes(
    told: list[Calendar], known: list[MeetingDate]
) -> tuple[list[tuple[Stage, date]], list[MeetingDate]]:
    """What one party's calendars add to what is known, and what they take away."""
    added: list[tuple[Stage, date]] = []
    removed: list[MeetingDate] = []
    for calendar in told:
        rows = [r for r in known if (r.code, r.stage) == (calendar.code, calendar.stage)]
        before = {row.falls_on for row in rows}
        added += [(calendar.stage, day) for day in sorted(calendar.days - before)]
        removed += [
            row
            for row in rows
            if calendar.start <= row.falls_on <= calendar.end and row.falls_on not in calendar.days
        ]
    return added, removed


def _remove(session: Session, rows: Sequence[MeetingDate]) -> None:
    ids = [row.id for row in rows]
    session.connection().execute(delete(MeetingDate).where(col(MeetingDate.id).in_(ids)))


def _add(
    session: Session,
    scope: str,
    code: str,
    days: Sequence[tuple[Stage, date]],
    now: datetime,
    source: str,
) -> None:
    """One that another round has just recorded as well is there already."""
    if not days:
        return
    connection = session.connection()
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    rows = [
        {
            "scope": scope,
            "code": code,
            "stage": stage,
            "falls_on": day,
            "source": source,
            "recorded_at": now,
        }
        for stage, day in days
    ]
    connection.execute(make(TABLE).on_conflict_do_nothing(), rows)
