"""What proves an answer: its place in the record, and the documents it was given on."""

from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from models.agreement import Document
from models.event import Event
from models.round import Round
from models.seat import Answer, AnswerFile
from rules.verify import head_line


@dataclass(frozen=True, slots=True)
class Proof:
    """`head` is written as `rules/verify.py` reads it; empty: the answer has no event yet.

    attachments  the files that came with the answer
    """

    head: str
    documents: list[Document]
    attachments: list[AnswerFile] = field(default_factory=list)


def proof_of(session: Session, round_: Round, answer: Answer) -> Proof:
    place = select(Event.chain, Event.seq, Event.hash).where(
        Event.round_id == round_.id, Event.hash == answer.chain_head
    )
    found = session.exec(place).first()
    head = head_line(found).strip() if found else ""
    documents = documents_of(session, round_, answer.version_id)
    return Proof(head, documents, attachments_of(session, answer))


def documents_of(session: Session, round_: Round, version_id: int | None = None) -> list[Document]:
    """Those of the version the round asks about, or of that version, by number."""
    documents = select(Document).where(Document.version_id == (version_id or round_.version_id))
    return list(session.exec(documents.order_by(col(Document.position))))


def attachments_of(session: Session, answer: Answer) -> list[AnswerFile]:
    """The files that came with the answer, by number."""
    files = select(AnswerFile).where(AnswerFile.answer_id == answer.id)
    return list(session.exec(files.order_by(col(AnswerFile.position))))
