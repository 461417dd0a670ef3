"""What a new version changes, and which answers that touches.

An answer to the agreement as a whole is touched when a point changes, or a document that a point
refers to. An answer point by point is touched when one of its points does, or a document of one of
them, or when a point has come that it does not answer. Wording only touches nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class What(StrEnum):
    DOCUMENT = "document"
    POINT = "point"


class How(StrEnum):
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Paper:
    """A document; `concerns`: numbers of the points that refer to it, null for all of them."""

    position: int
    title: str
    sha256: str
    concerns: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """What is asked: the documents, and the points in order, numbered from 1."""

    papers: tuple[Paper, ...]
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Editorial:
    """Whose change is one of wording only: documents by position, points by number."""

    papers: frozenset[int] = frozenset()
    points: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """number    the document's position, or the point's number
    concerns  the points it is a change to; null: all of them; empty: none, it is background
    """

    what: What
    number: int
    title: str
    how: How
    editorial: bool
    concerns: frozenset[int] | None

    def as_json(self) -> dict[str, Any]:
        concerns = None if self.concerns is None else sorted(self.concerns)
        return {**asdict(self), "concerns": concerns}

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Change":
        concerns = data["concerns"]
        return cls(
            What(data["what"]),
            data["number"],
            data["title"],
            How(data["how"]),
            data["editorial"],
            None if concerns is None else frozenset(concerns),
        )


def changes(before: Text, after: Text, editorial: Editorial) -> list[Change]:
    """Documents first, each kind in order. What has come or gone is never wording only; a document
    whose title alone is new always is."""
    return [
        *_of_papers(before.papers, after.papers, editorial.papers),
        *_of_points(before.points, after.points, editorial.points),
    ]


def touching(points: Collection[int], changed: Iterable[Change]) -> list[Change]:
    """Those changes that touch an answer to these points, or to the whole when there are none."""
    return [change for change in changed if _touches(change, frozenset(points))]


def material(changed: Iterable[Change]) -> bool:
    """Whether another thing is asked than before; then whoever has not answered must look again."""
    return bool(touching((), changed))


def kept(points: dict[str, Any], because: Sequence[Change]) -> dict[str, Any]:
    """Of an answer point by point, what it said of the points that nothing touched."""
    if any(change.concerns is None for change in because):
        return {}
    moved = {str(number) for change in because for number in change.concerns or ()}
    return {number: told for number, told in points.items() if number not in moved}


def _touches(change: Change, points: frozenset[int]) -> bool:
    if change.editorial:
        return False
    if change.concerns is None:
        return True
    unanswered = change.what is What.POINT and change.how is How.ADDED
    return bool(change.concerns & points or unanswered) if points else bool(change.concerns)


def _of_papers(
    before: tuple[Paper, ...], after: tuple[Paper, ...], editorial: frozenset[int]
) -> Iterable[Change]:
    old, new = ({paper.position: paper for paper in papers} for papers in (before, after))
    for position in sorted(old.keys() | new.keys()):
        was, now = old.get(position), new.get(position)
        if was and not now:
            yield Change(What.DOCUMENT, position, was.title, How.REMOVED, False, was.concerns)
        elif now and not was:
            yield Change(What.DOCUMENT, position, now.title, How.ADDED, False, now.concerns)
        elif was and now and was.sha256 != now.sha256:
            worded = position in editorial
            yield Change(What.DOCUMENT, position, now.title, How.CHANGED, worded, now.concerns)
        elif was and now and was.title != now.title:
            yield Change(What.DOCUMENT, position, now.title, How.CHANGED, True, now.concerns)


def _of_points(
    before: tuple[str, ...], after: tuple[str, ...], editorial: frozenset[int]
) -> Iterable[Change]:
    for number in range(1, max(len(before), len(after)) + 1):
        was, now = (_at(texts, number) for texts in (before, after))
        if was == now:
            continue
        how = How.CHANGED if was and now else How.ADDED if now else How.REMOVED
        worded = how is How.CHANGED and number in editorial
        yield Change(What.POINT, number, now or was, how, worded, frozenset({number}))


def _at(texts: tuple[str, ...], number: int) -> str:
    return texts[number - 1] if number <= len(texts) else ""
