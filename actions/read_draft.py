"""What is kept of a form that was not sent, and the files that lie with it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
    """`in_field`: its files by the field each lies in; a form has one for each deviation."""

    draft: Draft
    files: list[DraftFile]
    in_field: Mapping[str, Sequence[DraftFile]]


def draft_of(session: Session, contact: Contact) -> KeptDraft | None:
    found = session.exec(OF_CONTACT, params={"contact": contact.id}).first()
    if found is None:
        return None
    files = list(session.exec(FILES, params={"draft": found.id}))
    in_field = defaultdict[str, list[DraftFile]](list)
    for file in files:
        in_field[file.field].append(file)
    return KeptDraft(found, files, dict(in_field))


def held_files(
    session: Session, contact: Contact, keys: Sequence[str]
) -> tuple[tuple[str, str] | None, tuple[Attachment, ...]]:
    """Of the draft's files those that were shown with the answer: the minutes extract's hash and
    name, and the attachments. Raises Refusal when one is there no longer."""
    draft = draft_of(session, contact) if keys else None
    held = {file.key: file for file in draft.files} if draft else {}
    shown = set(keys)
    if not held.keys() >= shown:
        raise Refusal(
            "Filen, der lå i kladden, er der ikke længere. Vælg den igen.", field=EVIDENCE_FIELD
        )
    return parted([file for key, file in held.items() if key in shown])


def parted(
    files: Sequence[DraftFile],
) -> tuple[tuple[str, str] | None, tuple[Attachment, ...]]:
    """The minutes extract's hash and name, null: there is none; and the attachments."""
    extract = next(((f.file_sha256, f.filename) for f in files if f.field == EVIDENCE_FIELD), None)
    others = (f for f in files if f.field != EVIDENCE_FIELD)
    return extract, tuple(Attachment(f.filename, f.file_sha256, f.field) for f in others)
