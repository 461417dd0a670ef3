"""A file that came with an answer, with its bytes."""

from sqlmodel import Session, col, select

from models.agreement import StoredFile
from models.seat import Answer, AnswerFile
from rules.refusal import Refusal, Why


def read_attachment(
    session: Session, answer: Answer | None, position: int
) -> tuple[AnswerFile, StoredFile]:
    """Raises Refusal (UNKNOWN) when the answer has no such file."""
    found = (
        answer
        and session.exec(
            select(AnswerFile, StoredFile)
            .join(StoredFile, col(StoredFile.sha256) == AnswerFile.file_sha256)
            .where(AnswerFile.answer_id == answer.id, AnswerFile.position == position)
        ).first()
    )
    if not found:
        raise Refusal("Der er intet bilag med det nummer.", why=Why.UNKNOWN)
    return found
