"""Letters that are queued bare, and written when they are delivered.

Answering and opening a round render nothing: a row is committed with what it tells about and lacks
only its text, which is frozen before the first byte goes out. Only kinds whose text follows from
the row and what it points at are queued so.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, cast, literal, null
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select, update

from models.letter import Letter
from models.round import Round
from models.seat import Answer, Contact, Seat
from models.settings import Settings
from models.vocabulary import ContactRole, LetterKind, LetterState
from notifications.enclosed import Enclose, Enclosed, keep, nothing
from notifications.facts import shared_facts
from notifications.outbox import (
    LETTERS,
    Recipient,
    add_rows,
    bare_row,
    ring_for,
    row_of,
    written,
)
from notifications.proof import proof_of

ADD = LETTERS.insert()
SEAT: Table = Seat.__table__  # type: ignore[attr-defined]
CONTACT: Table = Contact.__table__  # type: ignore[attr-defined]
logger = logging.getLogger(__name__)


def queue_for_parties(
    session: Session, round_: Round, kind: LetterKind, *, occasion: str, due_at: datetime
) -> int:
    """One letter for every primary contact of the round, in one statement; returns how many are
    new. The seats' `last_letter_at` is for the caller to change, with the rest of the row.
    """
    columns = row_of(
        round_,
        kind,
        LetterState.QUEUED,
        due_at,
        key=literal(f"{kind}:") + cast(CONTACT.c.id, LETTERS.c.key.type) + f":{occasion}",
        seat_id=CONTACT.c.seat_id,
        contact_id=CONTACT.c.id,
        to_name=CONTACT.c.name,
        to_address=CONTACT.c.email,
    )
    of_parties = (
        select(*(_typed(name, value) for name, value in columns.items()))
        .select_from(SEAT.join(CONTACT, CONTACT.c.seat_id == SEAT.c.id))
        .where(SEAT.c.round_id == round_.id, CONTACT.c.role == ContactRole.PRIMARY)
        .order_by(SEAT.c.id, CONTACT.c.id)
    )
    connection = session.connection()
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    new = make(LETTERS).from_select(list(columns), of_parties, include_defaults=False)
    queued = connection.execute(new.on_conflict_do_nothing(index_elements=["key"])).rowcount
    if queued:
        ring_for(session, sandbox=round_.sandbox)
    return queued


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


def queue_bare(
    session: Session,
    round_: Round,
    kind: LetterKind,
    recipients: Sequence[Recipient],
    *,
    occasion: str,
    due_at: datetime,
) -> int:
    """As `queue_letters`, where the text can wait."""
    rows = [
        bare_row(round_, kind, to, f"{kind}:{to.contact.id}:{occasion}", due_at, LetterState.QUEUED)
        for to in recipients
    ]
    return add_rows(session, round_, [to.seat for to in recipients], rows)


def write_texts(
    session: Session, ids: Sequence[int], settings: Settings, enclose: Enclose = nothing
) -> list[dict[str, Any]]:
    """The texts of those of the letters that still lack theirs; `session` only reads.

    One that cannot be written is left without: it fails alone when its turn comes.
    """
    rows = session.exec(
        select(Letter, Round, Seat, Contact, Answer)  # type: ignore[call-overload]
        .join(Round, col(Round.id) == Letter.round_id)
        .join(Seat, col(Seat.id) == Letter.seat_id)
        .join(Contact, col(Contact.id) == Letter.contact_id)
        .join(Answer, col(Answer.id) == Letter.answer_id, isouter=True)
        .where(col(Letter.id).in_(ids), col(Letter.source).is_(None))
    ).all()
    texts, known = [], {}
    for letter, round_, seat, contact, answer in rows:
        alike = (round_.id, letter.kind, letter.due_at)
        try:
            if alike not in known:
                known[alike] = shared_facts(
                    session, round_, letter.kind, letter.due_at, settings.base_url
                )
            shared = dict(known[alike])
            files: Sequence[Enclosed] = ()
            if answer is not None:
                shared |= {"answer": answer, "proof": proof_of(session, round_, answer)}
            if letter.kind is LetterKind.INVITATION:
                shared["enclosed"] = files = enclose(session, round_, seat)
            to = Recipient(seat, contact)
            text = written(round_, letter.kind, to, shared, letter.key, settings)
        except Exception:
            logger.exception("letter %d could not be written", letter.id)
        else:
            texts.append({"letter_id": letter.id, "files": files, **text})
    return texts


def keep_texts(session: Session, texts: Sequence[dict[str, Any]]) -> None:
    """Freeze the texts; one that another deliverer froze first stays as it is."""
    keep(session, {file.sha256: file for text in texts for file in text["files"]}.values())
    for text in texts:
        values = {name: text[name] for name in ("subject", "message_id", "source")}
        if text["files"]:
            values["enclosed"] = [file.as_json() for file in text["files"]]
        session.execute(
            update(Letter)
            .where(col(Letter.id) == text["letter_id"], col(Letter.source).is_(None))
            .values(values)
        )


def _typed(name: str, value: Any) -> Any:
    """A column of the table as it is, anything else as a value of that column's type."""
    if hasattr(value, "label"):
        return value.label(name)
    return (null() if value is None else literal(value, LETTERS.c[name].type)).label(name)
