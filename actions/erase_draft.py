"""A draft goes when its owner erases it, when it has become an answer, or when it is forgotten.

Its files go with it, unless something else holds them: they were never part of the record.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import exists
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from models.agreement import StoredFile
from models.draft import Draft, DraftFile
from models.round import Round
from models.seat import Contact, Seat
from models.tables import metadata
from rules.closing import LIVE
from rules.drafts import forgotten

HOLDERS = [
    column
    for table in metadata.sorted_tables
    for column in table.columns
    for key in column.foreign_keys
    if key.target_fullname == "stored_file.sha256"
]


def erase_draft(session: Session, contact: Contact) -> None:
    """Nothing happens when there is none."""
    draft = session.exec(select(Draft).where(Draft.contact_id == contact.id)).first()
    if draft is not None:
        _erase(session, draft)


def forget_drafts(session: Session, now: datetime) -> int:
    """Erases those nobody will come back to; returns how many. `now` is real."""
    rows = session.exec(
        select(Draft, Round.state)
        .join(Contact, col(Contact.id) == Draft.contact_id)
        .join(Seat, col(Seat.id) == Contact.seat_id)
        .join(Round, col(Round.id) == Seat.round_id)
    ).all()
    over = [draft for draft, state in rows if forgotten(draft.saved_at, now, live=state in LIVE)]
    for draft in over:
        _erase(session, draft)
    return len(over)


def erase_files(session: Session, files: Sequence[DraftFile]) -> None:
    """Also their bytes, where nothing else holds them."""
    for file in files:
        session.delete(file)
    session.flush()
    for digest in {file.file_sha256 for file in files}:
        let_go = [~exists().where(column == digest) for column in HOLDERS]
        with suppress(IntegrityError), session.begin_nested():  # another takes hold of it just now
            session.exec(delete(StoredFile).where(col(StoredFile.sha256) == digest, *let_go))


def _erase(session: Session, draft: Draft) -> None:
    files = session.exec(select(DraftFile).where(DraftFile.draft_id == draft.id)).all()
    erase_files(session, files)
    session.delete(draft)
    session.flush()
