"""What is kept of a form that was not sent, and the files that lie with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from actions.store_attachments import EVIDENCE_FIELD
from models.draft import Draft, DraftFile
from models.seat import Contact
from rules.questions.submission import Attachment
from rules.refusal import Refusal

OF_CONTACT = select(Draft).where(Draft.contact_id == bindparam("contact"))
FILES = (
    select(DraftFile).where(DraftFile.draft_id == bindparam("draft")).order_by(col(DraftFile.id))
)


@dataclass(frozen=True, slots=True)
class KeptDraft:
    draft: Draft
    files: list[DraftFile]


def draft_of(session: Session, contact: Contact) -> KeptDraft | None:
    found = session.exec(OF_CONTACT, params={"contact": contact.id}).first()
    if found is None:
        return None
    return KeptDraft(found, list(session.exec(FILES, params={"draft": found.id})))


def held_files(
    session: Session, contact: Contact, keys: Sequence[str]
) -> tuple[tuple[str, str] | None, tuple[Attachment, ...]]:
    """Of the draft's files those that were shown with the answer: the minutes extract's hash and
    name, and the attachments. Raises Refusal when one is there no longer."""
    draft = draft_of(session, contact) if keys else None
    held = {file.key: file for file in draft.files} if draft else {}
    if not held.keys() >= set(keys):
        raise Refusal(
            "Filen, der lå i kladden, er der ikke længere. Vælg den igen.", field=EVIDENCE_FIELD
        )
    return parted([file for key, file in held.items() if key in keys])


def parted(
    files: Sequence[DraftFile],
) -> tuple[tuple[str, str] | None, tuple[Attachment, ...]]:
    """The minutes extract's hash and name, null: there is none; and the attachments."""
    extract = next(((f.file_sha256, f.filename) for f in files if f.field == EVIDENCE_FIELD), None)
    others = (f for f in files if f.field != EVIDENCE_FIELD)
    return extract, tuple(Attachment(f.filename, f.file_sha256, f.field) for f in others)
