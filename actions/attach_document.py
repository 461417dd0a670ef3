"""An agreement document is attached to the version the round asks about, under its SHA-256."""

from contextlib import suppress
from datetime import datetime
from hashlib import sha256

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, func, select

from actions.record import chain_of, record
from actions.scan_file import scan_file
from models.agreement import Document, StoredFile
from models.round import Round
from models.vocabulary import RoundState
from rules.files import DOCUMENTS, media_type, safe_filename
from rules.refusal import Refusal, Why
from rules.text import line


def attach_document(
    session: Session,
    round_: Round,
    title: str,
    filename: str,
    content: bytes,
    now: datetime,
    by: str,
) -> Document:
    """Only a draft's documents change; what the parties were asked about stays as it was."""
    if round_.state is not RoundState.DRAFT:
        raise Refusal(
            "Runden er sendt ud. Dokumenterne, som parterne er spurgt om, kan ikke ændres.",
            why=Why.CONFLICT,
        )
    name = safe_filename(filename, "file")
    media = media_type(content, name, DOCUMENTS, "file")
    scan_file(content, "file")
    stored = store_file(session, content, media)
    position = (
        1
        + session.exec(
            select(func.count())
            .select_from(Document)
            .where(Document.version_id == round_.version_id)
        ).one()
    )
    document = Document(
        version_id=round_.version_id,
        position=position,
        title=line(title, "title", limit=200) or name,
        filename=name,
        file_sha256=stored.sha256,
    )
    session.add(document)
    record(
        session,
        chain_of(round_),
        "document.attached",
        f"document.attached:{round_.version_id}:{position}",
        now,
        {
            "version": round_.version_id,
            "position": position,
            "title": document.title,
            "sha256": stored.sha256,
            "by": by,
        },
        round_=round_,
    )
    session.flush()
    return document


def store_file(session: Session, content: bytes, media: str) -> StoredFile:
    """The file under its hash; the same bytes are kept once."""
    digest = sha256(content).hexdigest()
    found = session.get(StoredFile, digest)
    if found is None:
        with suppress(IntegrityError), session.begin_nested():  # another may store it first
            session.add(
                StoredFile(sha256=digest, media_type=media, size=len(content), content=content)
            )
        found = session.get_one(StoredFile, digest)
    return found
