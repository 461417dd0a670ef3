"""What a round's template and what was typed agree on, term by term, or one clear no."""

from datetime import date, timedelta
from typing import TypeVar

from models.reference import kkr_holds, kkr_names
from models.reference.catalogue import Template, TemplateDeadline, templates
from rules.questions.question import Question
from rules.questions.registry import QUESTIONS
from rules.refusal import Refusal

EARLIEST_PERIOD = date(2007, 1, 1)  # the municipal reform; no party of today existed before
LATEST_YEAR = 2100
T = TypeVar("T")


def chosen_template(name: str, kind: str) -> tuple[str, Template, Question]:
    """By its name, or by the kind of question it asks."""
    if kind and kind not in QUESTIONS:
        raise Refusal(
            f"Der er ingen slags runde »{kind[:40]}«. Vælg en af: {', '.join(QUESTIONS)}.",
            field="kind",
        )
    name = name or (QUESTIONS[kind].template if kind else "")
    template = templates().get(name)
    if template is None:
        known = ", ".join(templates())
        raise Refusal(
            f"Der er ingen skabelon »{name[:80]}«. Vælg en af: {known}.", field="template"
        )
    if kind and kind != template.kind:
        raise Refusal(f"Skabelonen {name} er ikke til {kind}.", field="kind")
    return name, template, QUESTIONS[template.kind]


def fixed(ours: T | None, theirs: T | None, field: str) -> T:
    """The template's value where it has one; giving another is refused, not ignored."""
    if ours is not None and theirs is not None and ours != theirs:
        raise Refusal(
            f"Skabelonen eller aftalen har sin egen værdi for {field}: {ours}.", field=field
        )
    value = ours if ours is not None else theirs
    if value is None:
        raise Refusal(f"Skabelonen mangler {field}.", field=field)
    return value


def check_period(kkr: str, period_from: date) -> None:
    if period_from < EARLIEST_PERIOD or period_from.year > LATEST_YEAR:
        raise Refusal(
            f"Aftaleperioden kan ikke begynde {period_from:%d.%m.%Y}.", field="period_from"
        )
    if not kkr_holds(kkr, period_from):
        hint = (
            "oestdanmark" if kkr in {"hovedstaden", "sjaelland"} else "hovedstaden eller sjaelland"
        )
        raise Refusal(
            f"{kkr_names()[kkr]} findes ikke den {period_from:%d.%m.%Y}. Vælg {hint}.", field="kkr"
        )


def in_force(deadlines: tuple[TemplateDeadline, ...]) -> date:
    deadline = next(fact.falls_on for fact in deadlines if fact.in_force)
    if deadline < EARLIEST_PERIOD or deadline.year > LATEST_YEAR:
        raise Refusal(f"Fristen {deadline:%d.%m.%Y} ligger uden for det mulige.", field="deadline")
    return deadline


def new_last_day(question: Question, given: date | None, period_to: date) -> date | None:
    """A year more unless another day is given."""
    if not question.extends:
        if given:
            raise Refusal("Kun en forlængelse giver aftalen en ny sidste dag.", field="extends_to")
        return None
    to = given or a_year_after(period_to)
    if not period_to < to <= date(LATEST_YEAR, 12, 31):
        raise Refusal(
            f"Aftalen gælder allerede til og med {period_to:%d.%m.%Y}. Vælg en senere dag.",
            field="extends_to",
        )
    return to


def a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return date(day.year + 1, 2, 28)


def two_years(period_from: date) -> date:
    """The last day of a two-year period."""
    try:
        return period_from.replace(year=period_from.year + 2) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(period_from.year + 2, 2, 28)
