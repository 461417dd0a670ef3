"""The answer as it would be written, for whoever looks it through before signing it."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from actions.answer_seat import asked_of
from actions.load import clock_of
from actions.open_link import OpenedLink
from actions.write_answer import Teller, answer_row
from models.seat import Answer
from rules.questions.faults import faults
from rules.questions.registry import question_for
from rules.questions.submission import Submission

STAND_IN = "ukendt"  # for the name and the title, which are typed last


def preview_answer(
    session: Session, opened: OpenedLink, given: Submission, teller: Teller, now: datetime
) -> tuple[dict[str, str], Answer | None]:
    """All that is wrong, a message by field; or nothing, and the answer. Nothing is written."""
    question, clock = question_for(opened.round_, opened.seat), clock_of(opened.round_, now)
    asked = asked_of(session, opened.round_, opened.seat, clock)
    signed = replace(given, name=STAND_IN, title=STAND_IN)
    wrong = faults(question, signed, asked)
    if wrong:
        return wrong, None
    judged = question.judge(signed, asked)
    return {}, answer_row(opened.round_, opened.seat, judged, teller, 0, clock)
