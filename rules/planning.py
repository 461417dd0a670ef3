"""From a template and what the secretariat typed to a whole plan of a round, or one clear no."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.reference import Party, kkr_names, parties_of
from models.reference.catalogue import Template, TemplateDeadline, TemplateStep
from models.vocabulary import DeadlineKind, Silence
from rules.adoption import check_silence
from rules.danish_time import at, danish_date, end_of
from rules.questions.question import Question
from rules.refusal import Refusal
from rules.terms import (
    EARLIEST_PERIOD,
    LATEST_YEAR,
    check_period,
    chosen_template,
    fixed,
    in_force,
    new_last_day,
    two_years,
)
from rules.text import line
from rules.timeline import SIGN_OFF, STEP_TIME, planned_before_deadline


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for; null: the template's own. `start`: sign-off is to open at once.

    kind        of question; with no template named, the kind's own template is meant
    agreement   id of the agreement the round is about; null: one of its own is made
    extends_to  the agreement's new last day, for a kind that extends it
    year        the year of the tariffs that are asked about; null: the last that can be tested
    """

    template: str = ""
    title: str = ""
    kkr: str | None = None
    period_from: date | None = None
    deadline: date | None = None
    sandbox: bool = False
    clock: datetime | None = None
    start: bool = False
    kind: str = ""
    agreement: int | None = None
    extends_to: date | None = None
    silence: Silence = Silence.TASK
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The agreement a round is about, when it is there already."""

    title: str
    kkr: str
    period_from: date
    period_to: date


@dataclass(frozen=True, slots=True)
class PlannedStep:
    key: str
    title: str
    planned_on: date | None
    after: str
    lag_working_days: int
    bound_to: str
    source: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A round as it will be made; `clock` is null for a real round."""

    template: Template
    template_name: str
    question: Question
    title: str
    agreement: str
    extends_to: date | None
    kkr: str
    kkr_name: str
    period_from: date
    period_to: date
    deadline: date
    clock: datetime | None
    deadlines: tuple[TemplateDeadline, ...]
    steps: tuple[PlannedStep, ...]
    points: tuple[str, ...]
    parties: tuple[Party, ...]


def plan(wanted: Wanted, now: datetime, frame: Frame | None = None) -> Plan:
    """Raises Refusal naming the field; a deadline that has passed is only for the sandbox.

    frame  the agreement that `wanted` names
    """
    name, template, question = chosen_template(wanted.template, wanted.kind)
    check_silence(question, wanted.silence)
    kkr = fixed(frame.kkr if frame else template.kkr, wanted.kkr, "kkr")
    if kkr not in kkr_names():
        raise Refusal(
            f"Der er intet KKR »{kkr[:40]}«. Vælg et af: {', '.join(kkr_names())}.", field="kkr"
        )
    period_from = _period_from(template, wanted, frame)
    check_period(kkr, period_from)
    deadlines = _deadlines(template, wanted)
    deadline = in_force(deadlines)
    if wanted.clock and not wanted.sandbox:
        raise Refusal("Kun en øvelsesrunde har sit eget ur.", field="clock")
    if wanted.clock and not EARLIEST_PERIOD.year <= wanted.clock.year <= LATEST_YEAR:
        raise Refusal("Urets tidspunkt ligger uden for det mulige.", field="clock")
    if now >= end_of(deadline) and not wanted.sandbox:
        raise Refusal(
            f"Fristen {deadline:%d.%m.%Y} er udløbet. Vælg en senere frist, eller start runden som"
            " øvelse.",
            field="deadline",
        )
    kkr_name = kkr_names()[kkr]
    period_to = frame.period_to if frame else template.period_to or two_years(period_from)
    extends_to = new_last_day(question, wanted.extends_to, period_to)
    named = {
        "period": f"{period_from.year}-{period_to.year}",
        "kkr": kkr_name,
        "next_year": deadline.year + 1,
        "extends_to": f"{extends_to:%d.%m.%Y}" if extends_to else "",
    }
    agreement = frame.title if frame else template.agreement.format(**named)
    title = line(wanted.title, "title", limit=200) or template.title.format(
        **named, agreement=agreement
    )
    steps = tuple(_step(step, deadline, period_from, kkr_name) for step in template.steps)
    return Plan(
        template=template,
        template_name=name,
        question=question,
        title=title,
        agreement=agreement or title,
        extends_to=extends_to,
        kkr=kkr,
        kkr_name=kkr_name,
        period_from=period_from,
        period_to=period_to,
        deadline=deadline,
        clock=_clock(wanted, template, steps, deadline, now) if wanted.sandbox else None,
        deadlines=deadlines,
        steps=steps,
        points=tuple(
            point.text.format(**named, title=title, agreement=agreement)
            for point in template.points
        ),
        parties=tuple(parties_of(kkr, period_from)),
    )


def _period_from(template: Template, wanted: Wanted, frame: Frame | None) -> date:
    ours = frame.period_from if frame else template.period_from
    if template.year_after_deadline and not (ours or wanted.period_from):
        return date(in_force(_deadlines(template, wanted)).year + 1, 1, 1)
    return fixed(ours, wanted.period_from, "period_from")


def _deadlines(template: Template, wanted: Wanted) -> tuple[TemplateDeadline, ...]:
    """The template's facts; a deadline the secretariat gave comes after them and is in force."""
    if wanted.deadline is None:
        if not any(fact.in_force for fact in template.deadlines):
            raise Refusal("Skriv fristen for parternes beslutning.", field="deadline")
        return template.deadlines
    if any(fact.in_force and fact.falls_on == wanted.deadline for fact in template.deadlines):
        return template.deadlines
    history = tuple(fact.model_copy(update={"in_force": False}) for fact in template.deadlines)
    own = TemplateDeadline(
        kind=DeadlineKind.INTERNAL,
        falls_on=wanted.deadline,
        source="Sekretariatet ved oprettelsen af runden",
        in_force=True,
    )
    return (*history, own)


def _step(step: TemplateStep, deadline: date, period_from: date, kkr_name: str) -> PlannedStep:
    planned = step.planned_on
    if step.days_before_deadline is not None:
        planned = planned_before_deadline(deadline, step.days_before_deadline)
    elif step.days_after_period_from is not None:
        planned = period_from + timedelta(days=step.days_after_period_from)
    return PlannedStep(
        step.key,
        step.title.format(kkr=kkr_name),
        planned,
        step.after,
        step.lag_working_days,
        step.bound_to,
        step.source,
    )


def _clock(
    wanted: Wanted,
    template: Template,
    steps: tuple[PlannedStep, ...],
    deadline: date,
    now: datetime,
) -> datetime:
    """The sandbox's first instant: as asked, the day of sign-off when it is to open at once, else
    the template's own, or now while the deadline is still to come."""
    if wanted.clock:
        return wanted.clock
    sign_off = next((s.planned_on for s in steps if s.key == SIGN_OFF and s.planned_on), deadline)
    if danish_date(now) <= deadline:
        return now
    if wanted.start or template.sandbox_clock is None:
        return at(sign_off, STEP_TIME)
    return template.sandbox_clock
