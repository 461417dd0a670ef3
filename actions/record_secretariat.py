"""Who signs a round's letters and answers the parties' questions, and under which case number."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from actions.load import agreement_of
from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from models.round import Round
from rules.refusal import Refusal
from rules.text import address, line


@dataclass(frozen=True, slots=True)
class Sender:
    """As letters show it; phone and the secretariat's own case number may be empty."""

    name: str
    email: str
    phone: str = ""
    case_number: str = ""


def record_secretariat(
    session: Session, round_: Round, given: Sender, now: datetime, by: str
) -> Round:
    """From the next letter on; those that are queued keep what they say."""
    name = line(given.name, "name", limit=200)
    if not name:
        raise Refusal("Skriv sekretariatets navn, som det skal stå under brevene.", field="name")
    sender = Sender(
        name=name,
        email=address(given.email),
        phone=line(given.phone, "phone", limit=50),
        case_number=line(given.case_number, "case_number", limit=100),
    )
    agreement = agreement_of(session, round_)
    before = Sender(
        round_.secretariat_name,
        round_.secretariat_email,
        round_.secretariat_phone,
        agreement.case_number,
    )
    if sender == before:
        return round_
    round_.secretariat_name = sender.name
    round_.secretariat_email = sender.email
    round_.secretariat_phone = sender.phone
    agreement.case_number = sender.case_number
    session.add_all([round_, agreement])
    changes = times_recorded(session, round_, "secretariat.recorded")
    record(
        session,
        chain_of(round_),
        "secretariat.recorded",
        f"secretariat.recorded:{round_.id}:{changes + 1}",
        now,
        {
            "name": sender.name,
            "email": sender.email,
            "phone": sender.phone,
            "case_number": sender.case_number,
            "by": by,
        },
        round_=round_,
    )
    return round_
