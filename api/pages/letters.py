"""A round's letters and events in full, a letter as it will be read, and a document's download."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from actions.escalate import release
from actions.load import seats_of, steps_of
from actions.read_desk import newest_events, newest_letters
from actions.read_party import read_document
from actions.read_rounds import round_shown, users_by_actor
from actions.read_seat import read_letter
from actions.send_again import send_again
from api.doors import Reading, Writing
from api.guards import SecretariatForm, SignedIn
from api.pages import telling, wording
from api.pages.download import download
from api.pages.errors import redisplays
from api.pages.forms import Form
from api.pages.rendering import page
from api.pages.round_verbs import Lived, Locked
from api.pages.rounds import RoundId
from notifications.mime import PLACEHOLDER

UNWRITTEN = "Brevet skrives, når det sendes."
router = APIRouter(prefix="/rounds/{round_id}")
LetterId = Annotated[int, Path(ge=1, le=2**53)]
Position = Annotated[int, Path(ge=1, le=10_000)]
WHOLE_UP_TO = 10_000


@router.get("/letters")
def show_letters(request: Request, round_id: RoundId, session: Reading, _who: SignedIn) -> Response:
    round_ = round_shown(session, round_id)
    return page(
        request,
        "desk/letters.html",
        round=round_,
        letters=newest_letters(session, round_, WHOLE_UP_TO),
        party_of_seat={seat.id: seat for seat in seats_of(session, round_)},
        words=wording,
    )


@router.get("/events")
def show_events(request: Request, round_id: RoundId, session: Reading, _who: SignedIn) -> Response:
    round_ = round_shown(session, round_id)
    names = {seat.code: seat.party for seat in seats_of(session, round_)}
    names |= {step.key: step.title for step in steps_of(session, round_)}
    users = users_by_actor(session)
    events = newest_events(session, round_, WHOLE_UP_TO)
    lines = [telling.line(event, names, users) for event in events]
    return page(request, "desk/events.html", round=round_, lines=lines)


@router.get("/documents/{position}")
def get_document(
    round_id: RoundId, position: Position, session: Reading, _who: SignedIn
) -> Response:
    document, stored = read_document(session, round_shown(session, round_id), position)
    return download(stored.content, stored.media_type, document.filename)


@router.get("/letters/{letter_id}")
def show_letter(
    request: Request, round_id: RoundId, letter_id: LetterId, session: Reading, _who: SignedIn
) -> Response:
    return _letter_page(request, session, round_id, letter_id)


def _again(request: Request, session: Session, form: Form, status: int) -> Response:
    place = request.path_params
    return _letter_page(
        request, session, int(place["round_id"]), int(place["letter_id"]), form, status
    )


@router.post("/letters/{letter_id}/release", dependencies=[Depends(redisplays(_again))])
def release_draft(
    round_: Locked, letter_id: LetterId, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    release(session, round_, letter_id, lived, who.actor)
    return RedirectResponse(f"/rounds/{round_.id}/letters/{letter_id}?done=released", 303)


@router.post("/letters/{letter_id}/again", dependencies=[Depends(redisplays(_again))])
def send_stuck_letter_again(
    round_: Locked, letter_id: LetterId, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    send_again(session, round_, letter_id, lived, who.actor)
    return RedirectResponse(f"/rounds/{round_.id}/letters/{letter_id}?done=sent-again", 303)


def _letter_page(
    request: Request,
    session: Session,
    round_id: int,
    letter_id: int,
    form: Form | None = None,
    status: int = 200,
) -> Response:
    round_, letter = read_letter(session, round_id, letter_id)
    return page(
        request,
        "desk/letter.html",
        status,
        round=round_,
        letter=letter,
        text=text_of(letter.source) if letter.source else UNWRITTEN,
        refused=form or Form("release"),
        words=wording,
    )


def text_of(source: bytes) -> str:
    """A letter's plain text; the party's link is shown as what it is, never as an address."""
    message = message_from_bytes(source, _class=EmailMessage, policy=policy.default)
    part = message.get_body(("plain",))
    text = str(part.get_content()) if part else ""
    return text.replace(PLACEHOLDER.decode("ascii"), "[partens link]").strip()
