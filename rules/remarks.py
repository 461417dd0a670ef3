"""Remarks and reservations of all parties as one list, by what they are about.

The secretariat answers the list once and to all, so that nobody is told anything the others are
not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.agreement import Document
from models.reply import Reply
from models.round import RecommendationPoint
from models.seat import Answer, Seat
from models.vocabulary import Outcome
from rules.questions.subjects import number_of

SAID = frozenset({Outcome.APPROVED_WITH_REMARKS, Outcome.APPROVED_WITH_RESERVATION})


@dataclass(frozen=True, slots=True)
class Remark:
    """What one party said with the answer that stands.

    points  numbers of the recommendation points it is about, in order; empty: the whole, or a paper
    reply   what all parties were answered; null: nothing yet
    """

    seat: Seat
    answer: Answer
    points: tuple[int, ...]
    reply: Reply | None

    @property
    def paper(self) -> int | None:
        """The number of the document it is about."""
        return number_of(self.answer.remarks_about, "document")

    @property
    def reserved(self) -> bool:
        return self.answer.outcome is Outcome.APPROVED_WITH_RESERVATION

    @property
    def shared(self) -> bool:
        """The text of a closed item is for the secretariat alone: it is answered directly."""
        return not self.answer.closed_item

    @property
    def open(self) -> bool:
        return self.shared and self.reply is None


@dataclass(frozen=True, slots=True)
class Subject:
    """A point with the documents that refer to it, a document, or the whole; with what was said
    about it."""

    point: RecommendationPoint | None
    documents: tuple[Document, ...]
    remarks: tuple[Remark, ...]
    paper: Document | None = None


def about(answer: Answer) -> tuple[int, ...]:
    """The point it says it is about, else those that were not simply approved or rejected, when it
    was answered point by point; none when it is about a document."""
    if answer.remarks_about:
        number = number_of(answer.remarks_about, "point")
        return (number,) if number else ()
    return tuple(sorted(int(number) for number, told in answer.points.items() if told in SAID))


def subjects(
    remarks: Sequence[Remark],
    points: Sequence[RecommendationPoint],
    documents: Sequence[Document],
) -> list[Subject]:
    """By the first point each remark is about, then by document, then the whole; without what
    nobody spoke of."""
    return list(_subjects(remarks, points, documents))


def _subjects(
    remarks: Sequence[Remark],
    points: Sequence[RecommendationPoint],
    documents: Sequence[Document],
) -> Iterator[Subject]:
    known = {point.number for point in points}
    for point in points:
        theirs = tuple(r for r in remarks if r.points and r.points[0] == point.number)
        if theirs:
            papers = (d for d in documents if d.concerns is None or point.number in d.concerns)
            yield Subject(point, tuple(papers), theirs)
    numbers = {document.position for document in documents}
    for document in documents:
        theirs = tuple(r for r in remarks if r.paper == document.position)
        if theirs:
            yield Subject(None, (), theirs, document)
    about_none = (r for r in remarks if r.paper not in numbers)
    whole = tuple(r for r in about_none if not r.points or r.points[0] not in known)
    if whole:
        yield Subject(None, tuple(documents), whole)
