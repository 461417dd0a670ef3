"""The files that come with an answer, each under its SHA-256, in the answer's own transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from sqlmodel import Session

from actions.attach_document import store_file
from actions.scan_file import scan_file
from rules.files import DOCUMENTS, EVIDENCE, media_type, safe_filename
from rules.questions.fields import check_number
from rules.questions.submission import Attachment

EVIDENCE_FIELD = "evidence"


class GivenFile(Protocol):
    """A file as it arrived."""

    @property
    def filename(self) -> str: ...

    @property
    def content(self) -> bytes: ...


def store_attachments(
    session: Session, files: Mapping[str, Sequence[GivenFile]]
) -> tuple[Attachment, ...]:
    """By the field they were given in. Raises Refusal for too many, and for one whose content is of
    no kind we take."""
    given = [(field, file) for field, some in files.items() for file in some]
    check_number((field, file.content) for field, file in given)
    stored: dict[tuple[str, bytes], Attachment] = {}
    for field, file in given:
        if (file.filename, file.content) not in stored:
            found = _stored(session, file, DOCUMENTS, field)
            stored[file.filename, file.content] = found
    return tuple(replace(stored[file.filename, file.content], field=field) for field, file in given)


def store_evidence(session: Session, file: GivenFile | None) -> tuple[str, str] | None:
    """The minutes extract's hash and name; null: none was given."""
    if file is None:
        return None
    kept = _stored(session, file, EVIDENCE, EVIDENCE_FIELD)
    return kept.sha256, kept.filename


def _stored(session: Session, file: GivenFile, allowed: frozenset[str], field: str) -> Attachment:
    name = safe_filename(file.filename, field)
    media = media_type(file.content, name, allowed, field)
    scan_file(file.content, field)
    return Attachment(name, store_file(session, file.content, media).sha256, field)
