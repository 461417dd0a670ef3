"""Each invariant sees the fault it is there for: a good day, made bad in one way at a time."""

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from actions.record import ENGINE
from actions.remind_seats import FELL_DUE
from models.event import Event
from rules.danish_time import danish_date, start_of
from rules.letters import CHASING
from rules.timeline import SIGN_OFF
from rules.versions import Change, How, What
from tests.databases import sqlite_only
from tests.simulation.days import Day, Days, Delivery
from tests.simulation.fate import Fate
from tests.simulation.harness import delivering_to
from tests.simulation.invariants import INVARIANTS
from tests.simulation.view import glance, view
from tests.simulation.weather import FIRST_DAY, Weather
from tests.simulation.world import World

SEED = 7
FATE = Fate(date(2020, 9, 7), announces=None, starts=None, closes=None, cancels=None)
SUNDAY = start_of(date(2020, 11, 1)) + timedelta(hours=9)
LATER = (
    "INSERT INTO deadline_fact (round_id, kind, falls_on, source, reason, recorded_at,"
    " in_force_at)"
    " SELECT round_id, 'extended', '2021-02-01', source, reason, recorded_at, recorded_at"
    " FROM deadline_fact LIMIT 1"
)
Spoil = Callable[[Session, Day], Day]


def reminds(day: Day) -> bool:
    """A day with something of everything: parties are reminded, and reminders arrive."""
    real = [e for e, _ in day.events if e.kind == FELL_DUE and not e.sandbox]
    engines = [e for e in real if e.payload["by"] == ENGINE]
    arrived = {copy.message_id for delivery in day.deliveries for copy in delivery.copies}
    chasing = {x.message_id for x in day.after.letters.values() if x.kind in CHASING}
    return bool(engines) and bool(arrived & chasing)


def ends(statement: str) -> Spoil:
    """So the database is at the end of the day."""

    def spoil(session: Session, day: Day) -> Day:
        session.connection().execute(text(statement))
        after, _ = view(session, day.before)
        return replace(day, after=replace(after, keys=day.after.keys))

    return spoil


def dawns(statement: str) -> Spoil:
    """So it was before the reactions ran; what they did stays. `{today}` is the day's own date."""

    def spoil(session: Session, day: Day) -> Day:
        (run,) = day.passes
        session.connection().execute(text(statement.format(today=danish_date(run.now))))
        before = replace(glance(session), last_event=run.before.last_event)
        return replace(day, passes=[replace(run, before=before)])

    return spoil


def leaves(statement: str) -> Spoil:
    """So it was when the day's letters left."""

    def spoil(session: Session, day: Day) -> Day:
        session.connection().execute(text(statement))
        copies = [one for delivery in day.deliveries for one in delivery.copies]
        return replace(day, deliveries=[Delivery(copies, glance(session))])

    return spoil


def runs(**changes: Any) -> Spoil:
    return lambda _, day: replace(day, passes=[replace(day.passes[0], **changes)])


def world(day: Day, **changes: Any) -> Day:
    other = copy(day.world)
    for name, value in changes.items():
        setattr(other, name, value)
    return replace(day, world=other)


def never_told(_: Session, day: Day) -> Day:
    name = next(name for _, name in day.world.ledger.acknowledged.values())
    return world(day, ledger=replace(day.world.ledger, unheard={name}))


def arrives_twice(_: Session, day: Day) -> Day:
    again = [one for delivery in day.deliveries for one in delivery.copies]
    return world(day, post=replace(day.world.post, copies=[*day.world.post.copies, *again]))


def opened_in_a_gap(session: Session, day: Day) -> Day:
    query = select(Event).where(Event.kind == "round.opened", col(Event.sandbox).is_(False))
    opened = session.exec(query).one()
    planned = start_of(day.after.steps[day.world.round_id, SIGN_OFF].planned_on)
    gap = (planned - timedelta(days=5), planned + timedelta(days=5))
    return world(replace(day, events=[(opened, None)]), gaps=[gap])


def opened_unasked(session: Session, day: Day) -> Day:
    query = select(Event).where(Event.kind == "round.opened", col(Event.sandbox).is_(False))
    unheard = ends("UPDATE step SET halted = true WHERE key = 'kkr_approval'")(session, day)
    return replace(unheard, events=[(session.exec(query).one(), None)])


def nobody(_: Session, day: Day) -> Day:
    events = [(e.model_copy(update={"payload": {**e.payload, "by": ""}}), p) for e, p in day.events]
    return replace(day, events=events)


def asks_nobody(_: Session, day: Day) -> Day:
    """A new version whose publication asked nobody and told nobody."""
    change = Change(What.POINT, 1, "at alt er nyt", How.CHANGED, False, frozenset({1}))
    payload = {
        "number": 99,
        "version": 2**31,
        "changes": [change.as_json()],
        "again": [],
        "stands": [seat.code for seat in day.after.seats.values()],
    }
    event = day.events[0][0].model_copy(
        update={"kind": "version.published", "payload": payload, "round_id": day.world.round_id}
    )
    return replace(day, events=[(event, None)])


SPOILT: dict[str, Spoil] = {
    "acknowledged_answers_are_there": ends("UPDATE answer SET chain_head = 'x'"),
    "what_was_not_acknowledged_is_wholly_absent": never_told,
    "a_seat_has_one_valid_answer": ends("UPDATE seat SET state = 'waiting'"),
    "what_we_registered_is_borne_out": ends(
        "UPDATE answer SET on_behalf_by = 'Bo', confirmed_by = 'Bo', minutes_url = ''"
    ),
    "versions_only_rise": ends("UPDATE seat SET version = version + 1"),
    "no_letter_is_lost": ends("DELETE FROM letter WHERE kind = 'invitation'"),
    "what_was_sent_arrived": ends(
        "UPDATE letter SET message_id = message_id || 'x' WHERE kind = 'reminder'"
    ),
    "none_arrives_twice_but_flagged_repeats": arrives_twice,
    "every_answer_has_its_receipt": ends("DELETE FROM letter WHERE kind = 'receipt'"),
    "whoever_is_asked_was_written_to": ends("DELETE FROM letter"),
    "an_extension_is_told_to_whoever_is_asked": ends(LATER),
    "whoever_is_written_to_is_a_contact_of_the_seat": ends("UPDATE letter SET to_address = 'x'"),
    "sandbox_and_real_never_mix": ends("UPDATE letter SET sandbox = true"),
    "chains_go_on_without_a_gap": ends("UPDATE chain SET head = 'x'"),
    "counters_are_what_is_counted": ends("UPDATE round SET approved = approved + 1"),
    "deadlines_are_kept": ends("UPDATE deadline_fact SET reason = 'x'"),
    "a_moved_day_is_told_once_to_whoever_was_told": ends(
        "UPDATE letter SET kind = 'postponement' WHERE kind = 'reminder'"
    ),
    "a_deadline_moves_by_a_fact_and_never_earlier": ends(
        "UPDATE round SET deadline = '2020-12-24'"
    ),
    "a_plan_moves_only_when_it_is_moved": ends(
        "UPDATE step SET planned_on = '2021-03-01' WHERE key = 'submission'"
    ),
    "nobody_is_asked_before_the_kkr_has_recommended": opened_unasked,
    "a_pass_twice_is_a_pass_once": runs(again={"seat": [("a row",)]}),
    "one_reminder_at_most": lambda _, day: replace(day, events=[*day.events, *day.events]),
    "reminders_come_on_working_mornings": runs(now=SUNDAY),
    "reminders_keep_their_measure": dawns("UPDATE seat SET reminded_on = '{today}'"),
    "reminders_go_to_whoever_is_asked": dawns("UPDATE seat SET state = 'checked'"),
    "reminders_wait_for_the_minutes": dawns(
        "UPDATE seat SET state = 'scheduled', meeting_on = '{today}'"
    ),
    "a_pause_is_kept": dawns("UPDATE seat SET paused_until = '2026-01-01'"),
    "whoever_is_due_is_reminded": lambda _, day: replace(
        day, after=replace(day.after, keys=frozenset(), dates=frozenset())
    ),
    "a_deadline_that_passes_is_recorded": dawns("UPDATE round SET deadline = '2020-01-01'"),
    "no_party_is_forgotten": ends("UPDATE seat SET next_letter_at = NULL"),
    "nothing_irreversible_after_a_long_gap": opened_in_a_gap,
    "what_is_due_happens": ends("UPDATE round SET state = 'draft'"),
    "who_has_answered_is_not_chased": leaves("UPDATE seat SET state = 'answered'"),
    "who_is_asked_is_valid_on_the_day": ends("UPDATE contact SET valid_to = '2020-01-01'"),
    "who_has_left_is_not_written_to": leaves("UPDATE contact SET \"left\" = 'not_mine'"),
    "a_round_that_is_over_is_quiet": leaves("UPDATE round SET state = 'closed'"),
    "only_those_it_touches_are_asked_again": asks_nobody,
    "everybody_is_told_of_a_new_version": asks_nobody,
    "whoever_acts_is_named": nobody,
}


@sqlite_only
def test_every_invariant_bites(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    lived = World(engine, SEED, start_of(FIRST_DAY))
    with delivering_to(lived.post, monkeypatch):
        day = next(day for day in Days(lived, Weather(), FATE) if reminds(day))
    assert {invariant.name for invariant in INVARIANTS} == SPOILT.keys()
    for invariant in INVARIANTS:
        assert list(invariant.problems(day)) == []
        with Session(engine) as session:
            seen = list(invariant.problems(SPOILT[invariant.name](session, day)))
            session.rollback()
        assert seen, invariant.name
