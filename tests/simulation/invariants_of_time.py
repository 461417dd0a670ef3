"""Reactions: late, twice, or with a wrong clock, and still never a storm and never forgetful."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from typing import Any

from models.vocabulary import LetterKind, RoundState, SeatState
from rules.danish_time import COPENHAGEN, at, danish_date, end_of, is_working_day, working_day_from
from rules.policy import Policy
from rules.reminders import Chase, announcement_due, may_write, next_reminder
from rules.timeline import KKR_APPROVAL, SIGN_OFF
from tests.simulation.days import Day, Pass
from tests.simulation.view import View

ENGINE, FELL_DUE = "engine", "reminder.fell_due"
OPENS = time(8)
ASKED = frozenset({SeatState.WAITING, SeatState.SCHEDULED})


def a_pass_twice_is_a_pass_once(day: Day) -> Iterator[str]:
    for run in day.passes:
        for table, rows in run.again.items():
            yield f"repeating it changed {len(rows)} rows of {table}: {str(rows[0])[:300]}"


def one_reminder_at_most(day: Day) -> Iterator[str]:
    """Per seat and day, whoever asks and whatever was missed; and no more letters than that."""
    reminded = Counter(
        (event.round_id, event.party_code, danish_date(event.at))
        for event, _ in day.events
        if event.kind == FELL_DUE and not event.sandbox
    )
    for (_, code, date_), times in reminded.items():
        if times > 1:
            yield f"{code} was reminded {times} times on {date_}"
    new = Counter(
        letter.contact_id
        for letter in day.after.letters.values()
        if letter.kind == LetterKind.REMINDER
        and letter.id not in day.before.letters
        and not letter.sandbox
    )
    codes = {code for _, code, _ in reminded}
    for contact_id, times in new.items():
        seat = day.after.seats[day.after.contacts[contact_id].seat_id]
        if times > 1 or seat.code not in codes:
            yield f"{seat.code}: {times} reminders written, {reminded} fell due"


def reminders_come_on_working_mornings(day: Day) -> Iterator[str]:
    """Within the policy's hours, and never in its recess."""
    for run, event in _fell_due(day):
        local, policy = run.now.astimezone(COPENHAGEN), _policy(run, event)
        works = is_working_day(local.date())
        recess = local.isocalendar().week in policy.recess_weeks
        if not works or recess or not policy.send_at <= local.time() < policy.send_until:
            yield f"{event.party_code} was reminded on {local:%A %d %B %H:%M}"


def reminders_keep_their_measure(day: Day) -> Iterator[str]:
    """Never more than so many, and never so soon after another."""
    for run, event in _fell_due(day):
        seat, policy = run.before.seat(event.round_id, event.party_code), _policy(run, event)
        mark = f"{FELL_DUE}:{seat.id}:"
        times = sum(key.startswith(mark) for key in day.before.keys)
        if times >= policy.most_reminders:
            yield f"{seat.code} was reminded once more after {times} reminders"
        today = danish_date(run.now)
        if _rests(seat.reminded_on, policy, today):
            yield f"{seat.code} was reminded on {today}, and had been on {seat.reminded_on}"


def _rests(last: date | None, policy: Policy, today: date) -> bool:
    """One that lies ahead was written by a clock that ran ahead, and has not been."""
    return bool(last and last <= today < policy.day_from(last, policy.working_days_between))


def reminders_go_to_whoever_is_asked(day: Day) -> Iterator[str]:
    for run, event in _fell_due(day):
        seat = run.before.seat(event.round_id, event.party_code)
        round_ = run.before.rounds[event.round_id]
        if seat.state not in ASKED:
            yield f"{seat.code} was reminded and is {seat.state}"
        if round_.state not in {RoundState.OPEN, RoundState.DRAFT}:
            yield f"{seat.code} was reminded in a round that is {round_.state}"


def reminders_wait_for_the_minutes(day: Day) -> Iterator[str]:
    """Not before the third working day after a meeting the party named."""
    for run, event in _fell_due(day):
        seat = run.before.seat(event.round_id, event.party_code)
        days = _policy(run, event).minutes_days
        if seat.state != SeatState.SCHEDULED or seat.meeting_on is None:
            continue
        earliest = working_day_from(seat.meeting_on, days)
        if danish_date(run.now) < earliest:
            yield f"{seat.code} meets {seat.meeting_on} and was reminded before {earliest}"


def a_pause_is_kept(day: Day) -> Iterator[str]:
    """What was agreed on the telephone holds, with the party and with its management."""
    for run, event in _fell_due(day):
        seat = run.before.seat(event.round_id, event.party_code)
        if seat.paused_until and danish_date(run.now) <= seat.paused_until:
            yield f"{seat.code} was reminded in spite of the pause until {seat.paused_until}"


def whoever_is_due_is_reminded(day: Day) -> Iterator[str]:
    """On the first morning that comes, unless it was on that date already (also by a clock that ran
    ahead: docs/faults.md), by hand on the day it was due, or so lately that the policy, as it was
    changed meanwhile, wants it left alone."""
    for run in day.passes:
        for seat in run.before.seats.values():
            round_ = run.before.rounds[seat.round_id]
            due = seat.next_letter_at
            if round_.sandbox or round_.state != RoundState.OPEN or due is None or due > run.now:
                continue
            policy, today = Policy.of(round_.policy), danish_date(run.now)
            told = {f"{FELL_DUE}:{seat.id}:{date_}" for date_ in (danish_date(due), today)}
            if (seat.round_id, seat.code, FELL_DUE, today) in day.after.dates:
                continue
            if _rests(seat.reminded_on, policy, today):
                continue
            if run.onwards and may_write(policy, run.now) and not told & day.after.keys:
                yield f"{seat.code} was due {due} and is not reminded"


def a_deadline_that_passes_is_recorded(day: Day) -> Iterator[str]:
    for run in day.passes:
        for round_ in run.before.rounds.values():
            missing = round_.state == RoundState.OPEN and not round_.sandbox
            passed = run.onwards and run.now >= end_of(round_.deadline)
            if missing and passed and f"deadline.passed:{round_.deadline}" not in day.after.keys:
                yield f"{round_.deadline} passed with parties missing, and nobody noted it"


def no_party_is_forgotten(day: Day) -> Iterator[str]:
    """Whoever is asked has its next reminder, none later than the rule says from here on."""
    last = day.passes[-1] if day.passes else None
    if last is None or not last.onwards:
        return
    for seat in day.after.seats.values():
        round_ = day.after.rounds[seat.round_id]
        if round_.state != RoundState.OPEN or round_.sandbox or seat.state not in ASKED:
            continue
        policy = Policy.of(round_.policy)
        now = day.world.clock
        due = next_reminder(policy, round_.deadline, Chase.of(seat), now)
        planned = seat.next_letter_at
        if due is not None and (planned is None or planned > due):
            yield f"{seat.code} is reminded {planned}, and should be by {due}"


def nothing_irreversible_after_a_long_gap(day: Day) -> Iterator[str]:
    """What fell due while nobody watched for more than a week is not done unasked, ever."""
    for event, _ in day.events:
        if event.sandbox or event.payload.get("by") != ENGINE:
            continue
        dues = [_due(view, event.round_id).get(event.kind) for view in (day.before, day.after)]
        for since, until in day.world.gaps:
            if all(due and since < due <= until for due in dues):
                yield f"{event.kind} unasked; it fell due between {since} and {until}"


def what_is_due_happens(day: Day) -> Iterator[str]:
    """With an engine that was never away for long, a recommended round opens on its day."""
    round_ = day.after.rounds[day.world.round_id]
    last = day.passes[-1] if day.passes else None
    if day.world.gaps or last is None or not last.onwards:
        return
    views = (day.before, day.after)
    kkr = [view.steps[round_.id, KKR_APPROVAL] for view in views]
    recommended = all(step.held_on and not step.halted for step in kkr)
    due, as_before = (_due(view, round_.id)["round.opened"] for view in views)
    waits = round_.state == RoundState.DRAFT and recommended and due == as_before and due
    if waits and due <= last.now < end_of(round_.deadline):
        yield f"recommended {kkr[1].held_on}, due {due}, and still a draft"


def _fell_due(day: Day) -> Iterator[tuple[Pass, Any]]:
    """The engine's own reminders in real rounds, each with the pass that made it."""
    for run in day.passes:
        for event, _ in day.events:
            ours = run.before.last_event < (event.id or 0) <= run.last
            if ours and event.kind == FELL_DUE and event.payload["by"] == ENGINE:
                yield run, event


def _policy(run: Pass, event: Any) -> Policy:
    return Policy.of(run.before.rounds[event.round_id].policy)


def _due(view: View, round_id: int) -> dict[str, Any]:
    """When the engine is to announce and to open, by the plan of that day; null: never."""
    policy = Policy.of(view.rounds[round_id].policy)
    kkr, sign_off = (view.steps[round_id, key].planned_on for key in (KKR_APPROVAL, SIGN_OFF))
    return {
        "round.announced": announcement_due(policy, kkr) if kkr else None,
        "round.opened": at(sign_off, OPENS) if sign_off else None,
    }
