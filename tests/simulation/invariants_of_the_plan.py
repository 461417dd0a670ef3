"""Steps and deadlines: nothing moves by itself, and who was told a day hears of it once."""

from collections.abc import Iterator
from typing import Any

from models.vocabulary import ContactRole, DeadlineKind, LetterKind, LetterState, RoundState
from rules.timeline import KKR_APPROVAL, SIGN_OFF
from tests.simulation.days import Day

ENGINE, MOVED, SET = "engine", "step.moved", "deadline.set"
DAYS_TOLD = frozenset({KKR_APPROVAL, SIGN_OFF})  # by an announcement
TOLD_BY = frozenset({LetterKind.ANNOUNCEMENT, LetterKind.EXTENSION, LetterKind.POSTPONEMENT})
RIGHTS = frozenset({DeadlineKind.GRANTED, DeadlineKind.EXTENDED})


def a_moved_day_is_told_once_to_whoever_was_told(day: Day) -> Iterator[str]:
    """One letter a contact and move, however many steps moved; none to who knew no day."""
    new = {
        letter.key: letter
        for letter in day.after.letters.values()
        if letter.kind == LetterKind.POSTPONEMENT and letter.id not in day.before.letters
    }
    for event in _of(day, MOVED):
        number = event.key.rpartition(":")[2]
        mine = [key for key in new if key.rpartition(":")[2] == number]
        told = [new.pop(key) for key in mine]
        if len({letter.seat_id for letter in told}) != len(told):
            yield f"{event.key}: a party is told twice"
        if len(told) != event.payload["letters"]:
            yield f"{event.key}: {len(told)} letters, {event.payload['letters']} are recorded"
        if told and not DAYS_TOLD & event.payload["moved"].keys():
            yield f"{event.key}: told of days that nobody knew"
        knew = _told_seats(day, before=min((x.id for x in told), default=None))
        if unknowing := {letter.seat_id for letter in told} - knew:
            yield f"{event.key}: told seats {unknowing}, which had been told nothing"
        for code in _must_hear(day, event, {letter.contact_id for letter in told}):
            yield f"{event.key}: {code} knew the day and is not told"
    if new:
        yield f"{sorted(new)}, and nothing was moved"


def a_deadline_moves_by_a_fact_and_never_earlier(day: Day) -> Iterator[str]:
    """One that was applied for, one's own and the law's own beside another move nothing."""
    facts = day.after.deadlines
    fresh = [facts[id_] for id_ in facts.keys() - day.before.deadlines.keys()]
    for round_ in day.after.rounds.values():
        before = day.before.rounds.get(round_.id)
        if before is None or before.deadline == round_.deadline:
            continue
        moving = [f.falls_on for f in fresh if f.round_id == round_.id and f.kind in RIGHTS]
        if round_.deadline < before.deadline or round_.deadline not in moving:
            yield f"round {round_.id}: {before.deadline} became {round_.deadline}, told {moving}"


def a_plan_moves_only_when_it_is_moved(day: Day) -> Iterator[str]:
    """By the secretariat, or by a deadline that it is bound to; what is recorded moves no date."""
    moved = {(e.round_id, key) for e in _of(day, MOVED) for key in e.payload["moved"]}
    extended = {event.round_id for event in _of(day, SET) if event.payload["in_force"]}
    for place, step in day.after.steps.items():
        before = day.before.steps.get(place)
        if before is None or before.planned_on == step.planned_on or place in moved:
            continue
        if not (step.bound_to == "deadline" and step.round_id in extended):
            yield f"{step.key}: {before.planned_on} became {step.planned_on} by itself"


def nobody_is_asked_before_the_kkr_has_recommended(day: Day) -> Iterator[str]:
    for event, _ in day.events:
        if event.kind != "round.opened" or event.payload["by"] != ENGINE:
            continue
        kkr = day.after.steps[event.round_id, KKR_APPROVAL]
        if not kkr.held_on or kkr.halted:
            yield f"round {event.round_id} opened by itself, the KKR: {kkr.held_on} {kkr.outcome}"


def _of(day: Day, kind: str) -> Iterator[Any]:
    return (event for event, _ in day.events if event.kind == kind and not event.sandbox)


def _told_seats(day: Day, before: int | None) -> set[int]:
    """Seats with a letter of these days, older than that one; all of them when it is null."""
    return {
        letter.seat_id
        for letter in day.after.letters.values()
        if letter.kind in TOLD_BY and (before is None or letter.id < before)
    }


def _must_hear(day: Day, event: Any, told: set[int]) -> Iterator[str]:
    """Parties that knew a day that moved, when nothing else about them changed on that day."""
    views = (day.before, day.after)
    rounds = [view.rounds.get(event.round_id) for view in views]
    if not all(r and r.state == RoundState.DRAFT and r.announced_at for r in rounds):
        return
    if not DAYS_TOLD & event.payload["moved"].keys():
        return
    knew = {
        letter.seat_id
        for letter in day.before.letters.values()
        if letter.kind in TOLD_BY and letter.state != LetterState.CANCELLED
    }
    for contact in day.before.contacts.values():
        stays = day.after.contacts[contact.id].role == contact.role == ContactRole.PRIMARY
        if stays and contact.seat_id in knew and contact.id not in told:
            yield day.after.seats[contact.seat_id].code
