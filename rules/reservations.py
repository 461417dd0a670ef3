"""A reservation is no approval until the secretariat and the party have cleared it.

The secretariat says how it is met; when the party confirms that, its answer is an approval in which
what was reserved stands as remarks. Nobody can do both.
"""

from models.round import Round
from models.seat import Answer, Seat
from models.vocabulary import Outcome
from rules.closing import LIVE
from rules.questions.submission import Submission
from rules.refusal import Refusal, Why

CLEARED = "Forbeholdet er imødekommet: "


def may_declare(round_: Round, seat: Seat) -> None:
    """Raises Refusal unless the answer that stands has a reservation."""
    if round_.state not in LIVE:
        raise Refusal("Runden er ikke ude til godkendelse.", why=Why.CONFLICT)
    if seat.outcome is not Outcome.APPROVED_WITH_RESERVATION:
        raise Refusal(f"{seat.party} har ikke et forbehold, der skal afklares.", why=Why.CONFLICT)


def cleared(answer: Answer, words: str, name: str, title: str, version: int) -> Submission:
    """The approval that the confirmation is; all but what was reserved is as it was answered."""
    points = {int(number): _approved(Outcome(told)) for number, told in answer.points.items()}
    return Submission(
        version=version,
        name=name,
        title=title,
        outcome=None if points else Outcome.APPROVED_WITH_REMARKS,
        points=points,
        decided_on=answer.decided_on,
        body=answer.body,
        agenda_item=answer.agenda_item,
        closed_item=answer.closed_item,
        minutes_url=answer.minutes_url,
        remarks=answer.remarks,
        remarks_about=answer.remarks_about,
        dissent=answer.dissent,
        reason=CLEARED + words,
    )


def _approved(told: Outcome) -> Outcome:
    reserved = told is Outcome.APPROVED_WITH_RESERVATION
    return Outcome.APPROVED_WITH_REMARKS if reserved else told
