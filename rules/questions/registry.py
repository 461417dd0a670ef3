"""The kinds of question there are; a new one is its module and its name here."""

from collections.abc import Iterable
from dataclasses import replace

from models.round import Round
from models.seat import Seat
from rules.questions import (
    addendum,
    approval,
    consultation,
    extension,
    meeting_dates,
    tariff_explanation,
)
from rules.questions.fields import asked_of_each
from rules.questions.items import Item, items_of, open_items
from rules.questions.question import Question

KINDS = (
    approval.QUESTION,
    extension.QUESTION,
    addendum.QUESTION,
    consultation.QUESTION,
    meeting_dates.QUESTION,
    tariff_explanation.QUESTION,
)
QUESTIONS: dict[str, Question] = {question.name: question for question in KINDS}


def question_of(round_: Round) -> Question:
    """What the round asks. Raises KeyError for a kind whose module is gone."""
    return QUESTIONS[round_.kind]


def question_for(round_: Round, seat: Seat) -> Question:
    """What the round asks that party now: of each item that is open, too."""
    question = question_of(round_)
    return _with(question, open_items(seat)) if question.each else question


def whole_question(round_: Round, seat: Seat) -> Question:
    """The same with every item there ever was, for reading what was told."""
    question = question_of(round_)
    return _with(question, items_of(seat)) if question.each else question


def _with(question: Question, items: Iterable[Item]) -> Question:
    return replace(question, fields=(*asked_of_each(question.each, items), *question.fields))
