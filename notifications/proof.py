"""What proves an answer: its place in the record, and the documents it was given on."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.agreement import Document
from models.event import Event
from models.round import Round
from models.seat import Answer
from rules.verify import head_line


@dataclass(frozen=True, slots=True)
class Proof:
    """`head` is written as `rules/verify.py` reads it; empty: the answer has no event yet."""

    head: str
    documents: list[Document]


def proof_of(session: Session, round_: Round, answer: Answer) -> Proof:
    place = select(Event.chain, Event.seq, Event.hash).where(
        Event.round_id == round_.id, Event.hash == answer.chain_head
    )
    found = session.exec(place).first()
    return Proof(head_line(found).strip() if found else "", documents_of(session, round_))


def documents_of(session: Session, round_: Round) -> list[Document]:
    """Those of the version the round asks about, by number."""
    documents = select(Document).where(Document.version_id == round_.version_id)
    return list(session.exec(documents.order_by(col(Document.position))))
