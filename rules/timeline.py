"""The round's steps in time: what a template plans, what happens by itself, and what comes next."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from models.round import Round, Step
from rules.danish_time import at, danish_date, end_of, working_day_from
from rules.policy import Policy, Rung
from rules.reminders import announcement_due, climbed, next_writing_time

KKR_APPROVAL = "kkr_approval"
SIGN_OFF = "sign_off"
HELD_AS_PLANNED = "held_as_planned"
STEP_TIME = time(8)
LONG_GAP = timedelta(days=7)
DRAFTED_YEARS = 2


def step_at(step: Step) -> datetime | None:
    """The instant a planned step takes place when nothing else is recorded; null: no date."""
    return at(step.planned_on, STEP_TIME) if step.planned_on else None


def ready(step: Step, steps: Iterable[Step]) -> bool:
    """Whether what the step waits for has been held, and the matter goes on from there."""
    waits_for = (s for s in steps if s.key == step.after)
    return not step.after or any(s.held_on and not s.halted for s in waits_for)


def before_agreement(steps: Sequence[Step]) -> list[Step]:
    """The steps up to sign-off: what comes after needs the agreement of all."""
    end = next((s.position for s in steps if s.key == SIGN_OFF), len(steps))
    return [step for step in steps if step.position <= end]


def asked_from(round_: Round, steps: Iterable[Step], today: date) -> date:
    """The day the parties were asked; of a draft the day sign-off is planned for, or today when
    that has gone by."""
    if round_.opened_at:
        return danish_date(round_.opened_at)
    planned = [step.planned_on for step in steps if step.key == SIGN_OFF and step.planned_on]
    return max(today, *planned) if planned else today


def earliest_decision(first_step: date) -> date:
    """No decision on the agreement can be older: the timeline's first step less two years."""
    try:
        return first_step.replace(year=first_step.year - DRAFTED_YEARS)
    except ValueError:  # 29 February
        return first_step.replace(year=first_step.year - DRAFTED_YEARS, day=28)


def announcement_planned(round_: Round, steps: Iterable[Step]) -> datetime | None:
    """When the announcement should go out; null when there is no KKR meeting to come before."""
    kkr = next((s for s in steps if s.key == KKR_APPROVAL), None)
    if kkr is None or kkr.planned_on is None or kkr.held_on:
        return None
    return announcement_due(Policy.of(round_.policy), kkr.planned_on)


def announcement_at(round_: Round, steps: Sequence[Step]) -> datetime | None:
    """When it goes out; null when it is too late, or there is nothing to announce.

    One that should have gone before the round was there, or while nobody writes, goes out as soon
    as letters may.
    """
    planned = announcement_planned(round_, steps)
    if planned is None:
        return None
    lived_to = round_.advanced_to or round_.created_at
    late = planned < lived_to
    moment = next_writing_time(Policy.of(round_.policy), lived_to) if late else planned
    meeting = next(step_at(s) for s in steps if s.key == KKR_APPROVAL)
    return moment if meeting and moment < meeting else None


def escalations_at(round_: Round) -> list[tuple[datetime, Rung]]:
    """When each rung of the round's ladder is climbed."""
    return climbed(Policy.of(round_.policy), round_.deadline)


def occurrences(round_: Round, steps: list[Step], reminders: Iterable[datetime]) -> list[datetime]:
    """Every instant at which the round's timeline acts or a reminder falls due, in order."""
    instants = {moment for step in steps if not step.held_on and (moment := step_at(step))}
    if round_.ended_at:
        return sorted(instants)
    announcement = announcement_at(round_, steps) if round_.announced_at is None else None
    if announcement:
        instants.add(announcement)
    instants.update(moment for moment, _ in escalations_at(round_))
    instants.add(end_of(round_.deadline))
    instants.update(reminders)
    return sorted(instants)


def planned_before_deadline(deadline: date, days: int) -> date:
    """A template's offset as a date: on a day off, the working day before."""
    return working_day_from(deadline - timedelta(days=days), 0)
