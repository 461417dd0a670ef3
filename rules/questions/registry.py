"""The kinds of question there are; a new one is its module and its name here."""

from models.round import Round
from rules.questions import addendum, approval, consultation, extension, meeting_dates
from rules.questions.question import Question

KINDS = (
    approval.QUESTION,
    extension.QUESTION,
    addendum.QUESTION,
    consultation.QUESTION,
    meeting_dates.QUESTION,
)
QUESTIONS: dict[str, Question] = {question.name: question for question in KINDS}


def question_of(round_: Round) -> Question:
    """What the round asks. Raises KeyError for a kind whose module is gone."""
    return QUESTIONS[round_.kind]
