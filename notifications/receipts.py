"""Receipts: queued bare with the answer, written when they are delivered.

The answer path renders nothing; a receipt's row is committed with its answer and lacks only its
text, which depends on nothing but the answer and is frozen before the first byte goes out.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select, update

from models.letter import Letter
from models.round import Round
from models.seat import Answer, Contact, Seat
from models.settings import Settings
from models.vocabulary import LetterKind, LetterState
from notifications.facts import shared_facts
from notifications.outbox import LETTERS, Recipient, bare_row, ring_for, written
from notifications.proof import proof_of

ADD = LETTERS.insert()
logger = logging.getLogger(__name__)


def queue_receipts(
    session: Session,
    round_: Round,
    seat: Seat,
    contacts: Sequence[Contact],
    answer: Answer,
    due_at: datetime,
) -> None:
    """One per contact; `answer` has its id, and has had no receipt yet.

    The seat's `last_letter_at` is for the answer to change, with the rest of the row.
    """
    rows = [
        bare_row(
            round_,
            LetterKind.RECEIPT,
            Recipient(seat, contact),
            f"{LetterKind.RECEIPT}:{contact.id}:{answer.id}",
            due_at,
            LetterState.QUEUED,
        )
        | {"answer_id": answer.id}
        for contact in contacts
    ]
    if rows:
        session.connection().execute(ADD, rows)
        ring_for(session, sandbox=round_.sandbox)


def write_receipts(
    session: Session, ids: Sequence[int], settings: Settings
) -> list[dict[str, Any]]:
    """The texts of those of the letters that still lack theirs; `session` only reads.

    One that cannot be written is left without: it fails alone when its turn comes.
    """
    rows = session.exec(
        select(Letter, Round, Seat, Contact, Answer)  # type: ignore[call-overload]
        .join(Round, col(Round.id) == Letter.round_id)
        .join(Seat, col(Seat.id) == Letter.seat_id)
        .join(Contact, col(Contact.id) == Letter.contact_id)
        .join(Answer, col(Answer.id) == Letter.answer_id)
        .where(col(Letter.id).in_(ids), col(Letter.source).is_(None))
    ).all()
    texts = []
    for letter, round_, seat, contact, answer in rows:
        to = Recipient(seat, contact)
        try:
            facts = shared_facts(session, round_, letter.kind, letter.due_at, settings.base_url)
            facts |= {"answer": answer, "proof": proof_of(session, round_, answer)}
            text = written(round_, letter.kind, to, facts, letter.key, settings)
        except Exception:
            logger.exception("receipt %d could not be written", letter.id)
        else:
            texts.append({"letter_id": letter.id, **text})
    return texts


def keep_receipts(session: Session, texts: Sequence[dict[str, Any]]) -> None:
    """Freeze the texts; one that another deliverer froze first stays as it is."""
    for text in texts:
        values = {name: value for name, value in text.items() if name != "letter_id"}
        session.execute(
            update(Letter)
            .where(col(Letter.id) == text["letter_id"], col(Letter.source).is_(None))
            .values(values)
        )
