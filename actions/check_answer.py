"""The secretariat has held a party's answer against its evidence."""

from datetime import datetime

from sqlmodel import Session

from actions.load import answer_of
from actions.record import chain_of, record
from models.round import Round
from models.seat import Seat
from notifications.proof import attachments_of
from rules.closing import LIVE
from rules.on_behalf import may_check
from rules.questions.items import ItemState, items_of
from rules.refusal import Refusal, Why
from rules.seats import Did, moved


def check_answer(
    session: Session, round_: Round, seat: Seat, now: datetime, by: str, *, person: bool = True
) -> Seat:
    """`person` false: a program, which cannot stand by what has no evidence. Raises Refusal."""
    answer = answer_of(session, seat)
    if round_.state not in LIVE or answer is None:
        raise Refusal("Der er intet svar at kontrollere.", why=Why.CONFLICT)
    if any(item.state is not ItemState.ACCEPTED for item in items_of(seat)):
        raise Refusal("Tag stilling til hvert af partens svar.", why=Why.CONFLICT)
    may_check(answer, bool(attachments_of(session, answer)), person=person)
    seat.state = moved(seat.state, Did.CHECK)
    answer.checked_at, answer.checked_by = now, by
    session.add_all([seat, answer])
    record(
        session,
        chain_of(round_),
        "answer.checked",
        f"answer.checked:{seat.id}:{answer.number}",
        now,
        {"number": answer.number, "by": by},
        round_=round_,
        party_code=seat.code,
    )
    return seat
