"""Finding a round's new versions: the one being prepared, and those that were published."""

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from actions.load import points_of
from models.agreement import Document
from models.revision import Revision
from models.round import RecommendationPoint, Round
from models.seat import Answer
from rules.versions import Paper, Text

PUBLISHED = (
    select(Revision)
    .where(Revision.round_id == bindparam("of"), col(Revision.published_at).is_not(None))
    .order_by(col(Revision.number).desc())
)


def draft_of(session: Session, round_: Round) -> Revision | None:
    return session.exec(
        select(Revision).where(Revision.round_id == round_.id, col(Revision.published_at).is_(None))
    ).first()


def published_of(session: Session, round_: Round) -> list[Revision]:
    """The newest first."""
    return list(session.exec(PUBLISHED, params={"of": round_.id}))


def points_answered(session: Session, round_: Round, answer: Answer) -> list[RecommendationPoint]:
    """The points as they read in the version the answer is about."""
    later = select(Revision).where(
        Revision.round_id == round_.id, Revision.former_version_id == answer.version_id
    )
    left = session.exec(later.where(col(Revision.published_at).is_not(None))).first()
    if left is None:
        return points_of(session, round_)
    return [
        RecommendationPoint(round_id=round_.id or 0, number=number, text=text)
        for number, text in enumerate(left.former_points, 1)
    ]


def papers_of(session: Session, version_id: int) -> list[Document]:
    query = select(Document).where(Document.version_id == version_id)
    return list(session.exec(query.order_by(col(Document.position))))


def text_of(documents: list[Document], points: list[str]) -> Text:
    """What is asked, as the rule compares it."""
    papers = (
        Paper(
            document.position,
            document.title,
            document.file_sha256,
            None if document.concerns is None else frozenset(document.concerns),
        )
        for document in documents
    )
    return Text(tuple(papers), tuple(points))
