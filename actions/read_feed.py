"""What stands in a calendar that people subscribe to: of a round, or of one party's side of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select

from actions.load import clock_of
from actions.open_link import OpenedLink, open_link
from actions.read_monitor import read_monitor
from actions.read_party import read_party
from actions.record import chain_of
from models.event import Event
from models.keys import get_keys
from models.round import Round, Step
from models.seat import Contact, Seat
from notifications.danish import capitalise
from notifications.question_words import words_of
from reports.feed import Entry
from rules.closing import goes_on
from rules.danish_time import danish_date
from rules.links import calendar_key, token
from rules.questions.registry import question_of
from rules.seats import FINAL


class Changed(NamedTuple):
    """When something about it was last recorded, and a number that has grown whenever a date has
    moved: by what was recorded, and by the days gone by, which a forecast goes with."""

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


def open_party_feed(session: Session, text: str) -> OpenedLink:
    """Refusal as for a link; but of a cancelled round it opens, so that its dates go away."""
    keys = [calendar_key(key) for key in get_keys()]
    return open_link(session, text, keys=keys, cancelled=True)


def read_party_feed(session: Session, text: str, now: datetime) -> Feed:
    """The timeline, the deadline, and the day the item must be final."""
    opened = open_party_feed(session, text)
    view = read_party(session, opened, now)
    round_, seat = opened.round_, opened.seat
    entries = step_entries(round_, view.steps)
    if seat.state not in FINAL and round_.ended_at is None:
        words = words_of(round_, view.agreement, seat)
        why = f"{seat.party}: Vi beder jer {words.request} til og med denne dag."
        entries.append(entry(round_, "deadline", round_.deadline, "Frist", why))
        if view.forecast.latest and question_of(round_).decides:
            final = view.forecast.latest.item_final
            ready = f"Sagen skal være klar for at nå mødet {view.forecast.latest.council:%d.%m.%Y}."
            entries.append(entry(round_, "item-final", final, "Sagen skal være klar", ready))
        if seat.meeting_on:
            title = f"{capitalise(seat.council)} behandler sagen"
            entries.append(entry(round_, "meeting", seat.meeting_on, title))
    name = f"{round_.title}: {seat.party}"
    return Feed(name, entries, changed(session, round_, [seat.code], now))


def read_public_feed(session: Session, code: str, now: datetime) -> Feed:
    """The timeline and the deadline, for whoever has the monitor's address."""
    monitor = read_monitor(session, code, now)
    round_ = monitor.round_
    entries = [*step_entries(round_, monitor.steps), *deadline_entries(round_)]
    return Feed(round_.title, entries, changed(session, round_, [], now))


def step_entries(round_: Round, steps: list[Step]) -> list[Entry]:
    """What was held, and what is still to be held when the round goes on."""
    return [
        entry(round_, f"step-{step.key}", day, step.title)
        for step in steps
        if (day := step.held_on or (step.planned_on if goes_on(round_) else None))
    ]


def deadline_entries(round_: Round) -> list[Entry]:
    if round_.ended_at is not None:
        return []
    what = "beslutning" if question_of(round_).decides else "svar"
    return [entry(round_, "deadline", round_.deadline, f"Frist for parternes {what}")]


def entry(round_: Round, key: str, day: date, title: str, description: str = "") -> Entry:
    return Entry(f"round-{round_.id}-{key}", day, title, description)


def changed(session: Session, round_: Round, codes: Sequence[str], now: datetime) -> Changed:
    """By the round's own record, and by what these parties' calendars were told to other rounds:
    real rounds share them."""
    which = col(Event.chain) == chain_of(round_)
    if codes and not round_.sandbox:
        others = select(Seat.round_id).where(col(Seat.code).in_(codes))
        theirs = and_(
            col(Event.round_id).in_(others),
            col(Event.kind) == "calendar.recorded",
            col(Event.party_code).in_(codes),
            col(Event.sandbox).is_(False),
        )
        which = or_(which, theirs)
    query = select(func.max(Event.at), func.count()).where(which)
    last, times = session.execute(query).one()  # no event yet: no instant
    lived = clock_of(round_, now)
    days = (danish_date(lived) - danish_date(round_.created_at)).days
    return Changed(last or lived, times + max(0, days))
