"""What goes with an invitation: the party's own case presentation and the documents, as they are
numbered in the agenda package."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from actions.load import points_of
from actions.read_package import numbered, read_agenda
from models.agreement import Document, StoredFile
from models.round import Round
from models.seat import Seat
from notifications.enclosed import Enclosed
from rules.files import WORD
from rules.questions.registry import question_of

FITS = 5 * 1024 * 1024  # bytes of documents; what is larger, mail servers hold back


def enclose_agenda(session: Session, round_: Round, seat: Seat) -> list[Enclosed]:
    """The documents go all together or not at all: a part of an agreement would mislead."""
    return [*_presentation(session, round_, seat), *_documents(session, round_)]


def _presentation(session: Session, round_: Round, seat: Seat) -> Iterator[Enclosed]:
    if question_of(round_).decides and points_of(session, round_):
        agenda = read_agenda(session, round_, seat)
        yield Enclosed.new(numbered(0, agenda.name), WORD, agenda.content)


def _documents(session: Session, round_: Round) -> list[Enclosed]:
    rows = session.exec(
        select(Document, StoredFile.media_type, StoredFile.size)
        .join(StoredFile, col(StoredFile.sha256) == Document.file_sha256)
        .where(Document.version_id == round_.version_id)
        .order_by(col(Document.position))
    ).all()
    if sum(size for _, _, size in rows) > FITS:
        return []
    return [
        Enclosed(numbered(document.position, document.filename), media, document.file_sha256)
        for document, media, _ in rows
    ]
