"""Whom a round asks, and what of, when its kind asks each party about things of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from actions.correct_tariff import correct_tariff
from actions.tariff_items import choose_year, deviating_parties
from models.reference import Party
from models.round import Round
from models.seat import Seat
from rules.planning import Plan, Wanted
from rules.questions.items import Item
from rules.questions.question import Question, Subject
from rules.questions.registry import question_of
from rules.terms import chosen_template

Asking = Sequence[tuple[Party, Sequence[Item]]]


@dataclass(frozen=True, slots=True)
class Source:
    """choose  fills in what follows from the subject and was not asked for
    ask     the parties with their items; raises Refusal when there is nobody to ask
    accept  what comes of an item whose answer was accepted
    """

    choose: Callable[[Session, Wanted], Wanted]
    ask: Callable[[Session, Plan, Wanted], Asking]
    accept: Callable[[Session, Round, Seat, Item, datetime, str], None]


SOURCES = {Subject.TARIFF_DEVIATIONS: Source(choose_year, deviating_parties, correct_tariff)}


def chosen(session: Session, wanted: Wanted) -> Wanted:
    _, _, question = chosen_template(wanted.template, wanted.kind)
    return SOURCES[question.about].choose(session, wanted) if question.about else wanted


def asked(session: Session, question: Question, planned: Plan, wanted: Wanted) -> Asking:
    """Every party of the KKR with nothing of its own, for a kind that asks one thing."""
    if question.about is None:
        return [(party, ()) for party in planned.parties]
    return SOURCES[question.about].ask(session, planned, wanted)


def accepted(
    session: Session, round_: Round, seat: Seat, item: Item, now: datetime, by: str
) -> None:
    """What the kind of round does with an answer that was accepted."""
    if about := question_of(round_).about:
        SOURCES[about].accept(session, round_, seat, item, now, by)
