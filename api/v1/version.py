"""A new version of what a round asks about: drafted, previewed, published."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from pydantic import Field, StrictBool, StrictInt

from actions.load import clock_of, round_by_id
from actions.prepare_version import (
    GivenDocument,
    GivenPoint,
    GivenVersion,
    discard_version,
    prepare_version,
)
from actions.publish_version import publish_version
from actions.read_rounds import round_shown
from actions.read_version import Preview, read_version
from api.doors import Now, Reading, Writing
from api.guards import KeyReader, KeySecretariat
from api.v1.rounds import shown
from api.v1.types import Input, RoundId, Text
from models.seat import Seat

router = APIRouter(prefix="/rounds/{round_id}/version", tags=["versions"])


class PointIn(Input):
    text: Text
    editorial: StrictBool = False


class DocumentIn(Input):
    """A document that is there; `concerns` are numbers of points, left out: all of them."""

    position: StrictInt = Field(ge=1)
    title: Text = ""
    editorial: StrictBool = False
    concerns: frozenset[int] | None = None
    removed: StrictBool = False


class VersionIn(Input):
    """What is left out stays as it is in the draft, or as it is asked now."""

    why: Text | None = None
    points: list[PointIn] | None = None
    documents: list[DocumentIn] = Field(default_factory=list)


class Publication(Input):
    seen: Text


@router.get("")
def get_version(round_id: RoundId, session: Reading, _who: KeyReader) -> dict[str, Any]:
    """What publishing the draft would do: changes, who is asked again and why, who stands."""
    return preview_json(read_version(session, round_shown(session, round_id)))


@router.put("")
def put_version(
    round_id: RoundId, body: VersionIn, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """Draft a new version, or change the draft; nobody is told."""
    round_ = round_by_id(session, round_id)
    documents = [GivenDocument(file=None, **document.model_dump()) for document in body.documents]
    given = _with(read_version(session, round_), documents, body)
    prepare_version(session, round_, given, clock_of(round_, now), who.actor)
    return preview_json(read_version(session, round_))


@router.post("/documents", status_code=201)
def post_version_document(
    round_id: RoundId,
    file: Annotated[UploadFile, File()],
    session: Writing,
    now: Now,
    who: KeySecretariat,
    title: Annotated[str, Form(max_length=500)] = "",
    position: Annotated[int | None, Form(ge=1, le=10_000)] = None,
    editorial: Annotated[bool, Form()] = False,
) -> dict[str, Any]:
    """Exchange the draft's document at `position`, or add one (multipart)."""
    round_ = round_by_id(session, round_id)
    preview = read_version(session, round_)
    found = next((paper for paper in preview.documents if paper.position == position), None)
    concerns = None if found is None or found.concerns is None else frozenset(found.concerns)
    content = (file.filename or "", file.file.read())
    one = GivenDocument(position, title, content, editorial=editorial, concerns=concerns)
    given = _with(preview, [one], VersionIn())
    prepare_version(session, round_, given, clock_of(round_, now), who.actor)
    return preview_json(read_version(session, round_))


@router.delete("", status_code=204)
def delete_version(round_id: RoundId, session: Writing, now: Now, who: KeySecretariat) -> None:
    """Throw the draft away."""
    round_ = round_by_id(session, round_id)
    discard_version(session, round_, clock_of(round_, now), who.actor)


@router.post("/publication")
def post_publication(
    round_id: RoundId, body: Publication, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """Ask about the draft from now on; `seen` is that of the preview that was looked at."""
    round_ = round_by_id(session, round_id)
    publish_version(session, round_, body.seen, clock_of(round_, now), who.actor)
    return shown(round_)


def _with(preview: Preview, documents: list[GivenDocument], body: VersionIn) -> GivenVersion:
    draft = preview.draft
    worded = draft.editorial.get("points", []) if draft else []
    texts = draft.points if draft else preview.former.points
    points = [GivenPoint(text, number in worded) for number, text in enumerate(texts, 1)]
    if body.points is not None:
        points = [GivenPoint(**point.model_dump()) for point in body.points]
    why = draft.why if draft and body.why is None else body.why or ""
    return GivenVersion(why, points, documents)


def preview_json(preview: Preview) -> dict[str, Any]:
    draft = preview.draft
    return {
        "draft": draft is not None,
        "number": draft.number if draft else None,
        "why": draft.why if draft else "",
        "points": list(draft.points if draft else preview.former.points),
        "documents": [
            {
                "position": document.position,
                "title": document.title,
                "filename": document.filename,
                "sha256": document.file_sha256,
                "concerns": document.concerns,
            }
            for document in preview.documents
        ],
        "changes": [change.as_json() for change in preview.changes],
        "again": [
            {
                **_party(touched.seat),
                "outcome": touched.answer.outcome,
                "because": [change.as_json() for change in touched.because],
            }
            for touched in preview.again
        ],
        "waiting": _parties(preview.waiting),
        "stands": _parties(preview.stands),
        "seen": preview.seen,
    }


def _parties(seats: Iterable[Seat]) -> list[dict[str, Any]]:
    return [_party(seat) for seat in seats]


def _party(seat: Seat) -> dict[str, Any]:
    return {"code": seat.code, "party": seat.party}
