"""A letter that failed, or that nobody knows of, is sent once more when somebody asks for it."""

from datetime import datetime

from sqlmodel import Session

from actions.read_rounds import times_recorded
from actions.record import record
from models.letter import Letter
from models.round import Round
from models.seat import Contact
from models.vocabulary import ContactRole, LetterState
from notifications.outbox_moves import requeue_letter
from rules.refusal import Refusal, Why
from rules.verify import round_chain

STUCK = frozenset({LetterState.FAILED, LetterState.UNKNOWN})


def send_again(session: Session, round_: Round, letter_id: int, now: datetime, by: str) -> None:
    """The same bytes with the same Message-ID; a link that has ended since keeps it from going."""
    letter = session.get(Letter, letter_id, with_for_update=True)
    if letter is None or letter.round_id != round_.id:
        raise Refusal("Der er ikke et sådant brev i runden.", why=Why.UNKNOWN)
    if letter.state not in STUCK:
        raise Refusal("Brevet er ikke gået i stå.", why=Why.CONFLICT)
    contact = session.get(Contact, letter.contact_id) if letter.contact_id else None
    if contact and contact.role is ContactRole.FORMER:
        raise Refusal(
            f"{contact.email} er ikke længere kontakt for parten, så brevet bliver ikke sendt.",
            why=Why.CONFLICT,
        )
    requeue_letter(session, letter, now)
    times = times_recorded(session, round_, "letter.sent_again")
    record(
        session,
        round_chain(round_.id or 0, sandbox=round_.sandbox),
        "letter.sent_again",
        f"letter.sent_again:{letter_id}:{times + 1}",
        now,
        {"letter": letter_id, "by": by},
        round_=round_,
    )
