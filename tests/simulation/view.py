"""What the database says at the end of a day, read in a handful of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Table, text
from sqlmodel import Session, col, select

from models.columns import UtcDateTime
from models.event import Event, EventPrivate
from models.seat import Contact
from models.tables import metadata
from rules.danish_time import danish_date

LETTERS = text(  # as they are stored: hundreds of them are read each day
    "SELECT id, key, round_id, seat_id, contact_id, sandbox, kind, state, to_address, message_id,"
    " answer_id, due_at, repeated, sent_sha256, last_error FROM letter"
).columns(due_at=UtcDateTime())
NEWEST = select(Event.id).order_by(col(Event.id).desc()).limit(1)
Rows = dict[int, Row[Any]]


@dataclass(frozen=True, slots=True)
class Glance:
    """Rows by id, of every round there is; `last_event` is the id of the newest event;
    `left`: why contacts no longer speak for their party, by id."""

    rounds: Rows
    seats: Rows
    left: dict[int, str]
    last_event: int

    def seat(self, round_id: int, code: str) -> Row[Any]:
        return next(s for s in self.of_round(self.seats, round_id) if s.code == code)

    def of_round(self, rows: Rows, round_id: int) -> list[Row[Any]]:
        return [row for row in rows.values() if row.round_id == round_id]


@dataclass(frozen=True, slots=True)
class View(Glance):
    """All that is looked at once a day; letters without their bytes.

    steps   by round and key
    chains  seq and head of each chain's end
    keys    natural keys of every event there has been
    fallen  number of the last answer that fell for a new version, by round and party
    dates   round, party, kind and Danish date of every one, by the clock that recorded it
    """

    contacts: Rows
    answers: Rows
    letters: Rows
    deadlines: Rows
    steps: dict[tuple[int, str], Row[Any]]
    chains: dict[str, tuple[int, str]]
    keys: frozenset[str]
    fallen: dict[tuple[int | None, str | None], int]
    dates: frozenset[tuple[int | None, str | None, str, date]]


def glance(session: Session, before: Glance | None = None) -> Glance:
    """Without an event since `before` it is taken to be as it was; the day's view looks again."""
    last = session.exec(NEWEST).first() or 0
    if before and before.last_event == last:
        return before
    return Glance(_by_id(session, "round"), _by_id(session, "seat"), _left(session), last)


def view(session: Session, before: "View | None" = None) -> tuple[View, Sequence[Any]]:
    """The view, and the events since the one before, each with its personal data."""
    since = before.last_event if before else 0
    fresh = session.exec(
        select(Event, EventPrivate)
        .join(EventPrivate, col(EventPrivate.event_id) == Event.id, isouter=True)
        .where(col(Event.id) > since)
        .order_by(col(Event.id))
    ).all()
    chains = {row.name: (row.seq, row.head) for row in _all(session, "chain")}
    steps = {(row.round_id, row.key): row for row in _all(session, "step")}
    keys = before.keys if before else frozenset()
    dates = before.dates if before else frozenset()
    fallen = {
        (event.round_id, event.party_code): event.payload["superseded"]
        for event, _ in fresh
        if event.kind == "seat.asked_again" and event.payload["superseded"]
    }
    last = max((event.id or 0 for event, _ in fresh), default=since)
    return View(
        rounds=_by_id(session, "round"),
        seats=_by_id(session, "seat"),
        contacts=_by_id(session, "contact"),
        left=_left(session),
        answers=_by_id(session, "answer"),
        letters={row.id: row for row in session.connection().execute(LETTERS)},
        deadlines=_by_id(session, "deadline_fact"),
        steps=steps,
        chains=chains,
        keys=keys | {event.key for event, _ in fresh},
        fallen={**(before.fallen if before else {}), **fallen},
        dates=dates | {(e.round_id, e.party_code, e.kind, danish_date(e.at)) for e, _ in fresh},
        last_event=last,
    ), fresh


def _left(session: Session) -> dict[int, str]:
    gone = select(Contact.id, Contact.left).where(col(Contact.left).is_not(None))
    return {contact or 0: str(left) for contact, left in session.exec(gone)}


def _by_id(session: Session, name: str) -> Rows:
    return {row.id: row for row in _all(session, name)}


def _all(session: Session, name: str) -> Sequence[Row[Any]]:
    table: Table = metadata.tables[name]
    return session.connection().execute(table.select()).all()
