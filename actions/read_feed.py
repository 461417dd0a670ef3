"""What stands in a calendar that people subscribe to: of a round, or of one party's side of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from actions.load import agreement_of, clock_of
from actions.open_link import open_link
from actions.read_monitor import read_monitor
from actions.read_party import read_party
from actions.record import chain_of
from models.event import Event
from models.keys import get_keys
from models.round import Round, Step
from models.seat import Contact, Seat
from notifications.danish import capitalise, genitive
from reports.feed import Entry
from rules.links import calendar_key, token
from rules.seats import FINAL


class Changed(NamedTuple):
    """When the round's record last grew, and how long it is."""

    at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class Feed:
    name: str
    entries: list[Entry]
    changed: Changed


def party_feed_token(seat: Seat, contact: Contact) -> str:
    """Ends with the contact's links; opens the calendar and nothing else."""
    return token(
        calendar_key(get_keys()[0]),
        seat_id=seat.id or 0,
        contact_id=contact.id or 0,
        generation=contact.link_generation,
    )


def read_party_feed(session: Session, text: str, now: datetime) -> Feed:
    """The timeline, the deadline, and the day the item must be final. Refusal as for a link."""
    keys = [calendar_key(key) for key in get_keys()]
    opened = open_link(session, text, keys=keys)
    view = read_party(session, opened, now)
    round_, seat = opened.round_, opened.seat
    entries = _steps(round_, view.steps)
    if seat.state not in FINAL and round_.ended_at is None:
        council = genitive(seat.council)
        why = f"{seat.party} giver besked om {council} beslutning til og med denne dag."
        entries.append(_entry(round_, "deadline", round_.deadline, "Frist", why))
        if view.forecast.latest:
            final = view.forecast.latest.item_final
            words = f"Sagen skal være klar for at nå mødet {view.forecast.latest.council:%d.%m.%Y}."
            entries.append(_entry(round_, "item-final", final, "Sagen skal være klar", words))
        if seat.meeting_on:
            title = f"{capitalise(seat.council)} behandler sagen"
            entries.append(_entry(round_, "meeting", seat.meeting_on, title))
    return Feed(f"{view.agreement.title}: {seat.party}", entries, _changed(session, round_, now))


def read_round_feed(session: Session, code: str, now: datetime) -> Feed:
    """The timeline and the deadline, for whoever has the monitor's address."""
    monitor = read_monitor(session, code, now)
    round_ = monitor.round_
    entries = _steps(round_, monitor.steps)
    if round_.ended_at is None:
        entries.append(
            _entry(round_, "deadline", round_.deadline, "Frist for parternes beslutning")
        )
    return Feed(agreement_of(session, round_).title, entries, _changed(session, round_, now))


def _steps(round_: Round, steps: list[Step]) -> list[Entry]:
    return [
        _entry(round_, f"step-{step.key}", day, step.title)
        for step in steps
        if (day := step.held_on or step.planned_on)
    ]


def _entry(round_: Round, key: str, day: date, title: str, description: str = "") -> Entry:
    return Entry(f"round-{round_.id}-{key}", day, title, description)


def _changed(session: Session, round_: Round, now: datetime) -> Changed:
    query = select(Event.at, Event.seq).where(Event.chain == chain_of(round_))
    last = session.exec(query.order_by(col(Event.seq).desc()).limit(1)).first()
    return Changed(*last) if last else Changed(clock_of(round_, now), 0)
