"""A new version of the agreement: drafted, looked at with all it would do, and sent out."""

from datetime import datetime

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from actions.load import clock_of
from actions.prepare_version import (
    GivenDocument,
    GivenPoint,
    GivenVersion,
    discard_version,
    prepare_version,
)
from actions.publish_version import publish_version
from actions.read_rounds import round_shown
from actions.read_version import read_version
from api.doors import Now, Reading, Writing, utc_now
from api.guards import SecretariatForm, SignedIn
from api.pages import wording
from api.pages.errors import redisplays
from api.pages.forms import Form, Typed, TypedForm
from api.pages.rendering import page
from api.pages.round_verbs import Lived, Locked, back
from api.pages.rounds import RoundId
from notifications.version_words import change_words
from rules.closing import LIVE

FORM, NEW = "version", "new"


def _again(request: Request, session: Session, form: Form, status: int) -> Response:
    return _page(request, session, int(request.path_params["round_id"]), utc_now(), form, status)


router = APIRouter(prefix="/rounds/{round_id}/version", dependencies=[Depends(redisplays(_again))])


@router.get("")
def show_version(
    request: Request, round_id: RoundId, session: Reading, _who: SignedIn, now: Now
) -> Response:
    return _page(request, session, round_id, now, Form(FORM))


@router.post("")
def prepare(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    """The whole draft as the form says it is."""
    documents = [paper.position for paper in read_version(session, round_).documents]
    prepare_version(session, round_, _given(typed, documents), lived, who.actor)
    return RedirectResponse(f"/rounds/{round_.id}/version?done=version-prepared", 303)


@router.post("/discard")
def discard(round_: Locked, session: Writing, who: SecretariatForm, lived: Lived) -> Response:
    discard_version(session, round_, lived, who.actor)
    return back(round_, "version-discarded")


@router.post("/publication")
def publish(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    """Only as it was looked at: the form names the preview."""
    publish_version(session, round_, typed.text("seen"), lived, who.actor)
    return back(round_, "version-published")


def _given(typed: Typed, positions: list[int]) -> GivenVersion:
    points = [
        GivenPoint(text, typed.ticked(f"{name}.editorial"))
        for name, text in typed.values.items()
        if name.startswith("points.") and name.count(".") == 1
    ]
    documents = [_document(typed, str(position), len(points)) for position in positions]
    if typed.file(f"documents.{NEW}.file"):
        documents.append(_document(typed, NEW, len(points)))
    return GivenVersion(typed.text("why"), points, documents)


def _document(typed: Typed, key: str, points: int) -> GivenDocument:
    place = f"documents.{key}"
    file = typed.file(f"{place}.file")
    concerns = frozenset(
        number for number in range(1, points + 1) if typed.ticked(f"{place}.concerns.{number}")
    )
    return GivenDocument(
        position=None if key == NEW else int(key),
        title=typed.text(f"{place}.title"),
        file=(file.filename, file.content) if file else None,
        editorial=typed.ticked(f"{place}.editorial"),
        concerns=None if key == NEW else concerns,
        removed=typed.ticked(f"{place}.removed"),
    )


def _page(
    request: Request,
    session: Session,
    round_id: int,
    now: datetime,
    form: Form,
    status: int = 200,
) -> Response:
    round_ = round_shown(session, round_id)
    preview = read_version(session, round_)
    draft = preview.draft
    return page(
        request,
        "desk/version.html",
        status,
        round=round_,
        preview=preview,
        draft=draft,
        points=draft.points if draft else preview.former.points,
        worded=draft.editorial if draft else {},
        refused=form,
        form_of=lambda name: form if form.name == name else Form(name),
        live=round_.state in LIVE,
        change_words=change_words,
        deadline=wording.deadline_words(round_, clock_of(round_, now)),
    )
