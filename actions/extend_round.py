"""The secretariat extends the deadline: new reminders, and a letter to who is missing."""

from datetime import date, datetime

from sqlmodel import Session

from actions.record_deadline import record_deadline
from models.round import Round
from models.vocabulary import DeadlineKind

SOURCE = "Sekretariatet"


def extend_round(
    session: Session, round_: Round, to: date, reason: str, now: datetime, by: str
) -> Round:
    kind = DeadlineKind.EXTENDED
    record_deadline(session, round_, kind, to, SOURCE, reason, now, by, field="to")
    return round_
