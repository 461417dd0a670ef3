"""The new version being prepared: what it changes, who is asked again and why, who stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlmodel import Session, col, select

from actions.load import points_of, seats_of
from actions.revisions import draft_of, papers_of, text_of
from models.agreement import Document
from models.columns import canonical_json
from models.revision import Revision
from models.round import Round
from models.seat import Answer, Seat
from rules.seats import FINAL
from rules.versions import Change, Editorial, Text, changes, material, touching


@dataclass(frozen=True, slots=True)
class Touched:
    """A seat whose answer falls, the answer, and the changes that touch it."""

    seat: Seat
    answer: Answer
    because: list[Change]


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing the draft would do now.

    draft      null: none is being prepared, and the rest is what is asked now
    documents  of the draft, in order
    waiting    seats that have not answered, and are asked about the new version
    stands     seats whose answer the new version does not touch
    seen       a fingerprint of all this; publishing names the one that was looked at
    """

    round_: Round
    draft: Revision | None
    former: Text
    documents: list[Document]
    changes: list[Change]
    again: list[Touched]
    waiting: list[Seat]
    stands: list[Seat]

    @property
    def material(self) -> bool:
        return material(self.changes)

    @property
    def seen(self) -> str:
        told = {
            "why": self.draft.why if self.draft else "",
            "changes": [change.as_json() for change in self.changes],
            "files": [document.file_sha256 for document in self.documents],
            "points": self.draft.points if self.draft else [],
            "again": [touched.seat.code for touched in self.again],
            "waiting": [seat.code for seat in self.waiting],
        }
        return sha256(canonical_json(told).encode()).hexdigest()[:16]


def read_version(session: Session, round_: Round) -> Preview:
    draft = draft_of(session, round_)
    asked = [point.text for point in points_of(session, round_)]
    former = papers_of(session, round_.version_id)
    documents = papers_of(session, draft.version_id) if draft else former
    before = text_of(former, asked)
    changed: list[Change] = []
    if draft:
        worded = Editorial(
            frozenset(draft.editorial.get("documents", [])),
            frozenset(draft.editorial.get("points", [])),
        )
        changed = changes(before, text_of(documents, draft.points), worded)
    seats = seats_of(session, round_)
    answers = _standing(session, seats)
    again = [touched for seat in seats if (touched := _touched(seat, answers, changed))]
    fallen = {touched.seat.id for touched in again}
    return Preview(
        round_=round_,
        draft=draft,
        former=before,
        documents=documents,
        changes=changed,
        again=again,
        waiting=[seat for seat in seats if seat.state not in FINAL],
        stands=[seat for seat in seats if seat.state in FINAL and seat.id not in fallen],
    )


def _standing(session: Session, seats: Sequence[Seat]) -> dict[int | None, Answer]:
    ids = [seat.answer_id for seat in seats if seat.answer_id and seat.state in FINAL]
    found = session.exec(select(Answer).where(col(Answer.id).in_(ids)))
    return {answer.id: answer for answer in found}


def _touched(
    seat: Seat, answers: dict[int | None, Answer], changed: list[Change]
) -> Touched | None:
    answer = answers.get(seat.answer_id)
    if answer is None:
        return None
    because = touching([int(number) for number in answer.points], changed)
    return Touched(seat, answer, because) if because else None
