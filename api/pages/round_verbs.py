"""What the secretariat does with a round: each form does one thing and leads back to the page."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse, Response

from actions.advance_rounds import announce_round
from actions.end_round import cancel_round, close_round
from actions.extend_round import extend_round
from actions.load import clock_of, round_by_id
from actions.move_clock import move_clock, next_occurrence
from actions.reopen_round import reopen_round
from actions.round_calendar import end_round_calendar
from actions.start_round import start_round
from api.doors import Now, Writing
from api.guards import SecretariatForm
from api.pages.errors import redisplays
from api.pages.forms import TypedForm
from api.pages.rounds import RoundId, round_again
from models.round import Round
from rules.danish_time import COPENHAGEN
from rules.refusal import Refusal

router = APIRouter(prefix="/rounds/{round_id}", dependencies=[Depends(redisplays(round_again))])


def _locked(_who: SecretariatForm, round_id: RoundId, session: Writing) -> Round:
    """Only after the guard: a stranger takes no lock."""
    return round_by_id(session, round_id)


def _lived(round_: Annotated[Round, Depends(_locked)], now: Now) -> datetime:
    return clock_of(round_, now)


Locked = Annotated[Round, Depends(_locked)]
Lived = Annotated[datetime, Depends(_lived)]


def back(round_: Round, done: str, place: str = "") -> Response:
    return RedirectResponse(f"/rounds/{round_.id}?done={done}{place}", 303)


@router.post("/start")
def start(round_: Locked, session: Writing, who: SecretariatForm, lived: Lived) -> Response:
    return back(start_round(session, round_, lived, who.actor), "started")


@router.post("/announcement")
def announce(round_: Locked, session: Writing, who: SecretariatForm, lived: Lived) -> Response:
    announce_round(session, round_, lived, who.actor)
    return back(round_, "announced")


@router.post("/clock")
def clock(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    """`by` is `day`, `next`, or empty for the typed moment."""
    to: datetime | None
    if typed.text("by") == "day":
        to = lived.astimezone(COPENHAGEN) + timedelta(days=1)  # the same time on the wall
    elif typed.text("by") == "next":
        to = next_occurrence(session, round_) or lived
    else:
        to = typed.moment("to")
    if to is None:
        raise Refusal("Vælg, hvad uret skal stilles til.", field="to")
    return back(move_clock(session, round_, to, who.actor), "clock")


@router.post("/extension")
def extend(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    to = typed.needed_date("to", "Skriv den nye frist.")
    extend_round(session, round_, to, typed.text("reason"), lived, who.actor)
    return back(round_, "extended")


@router.post("/cancellation")
def cancel(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    return back(cancel_round(session, round_, typed.text("reason"), lived, who.actor), "cancelled")


@router.post("/close")
def close(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    return back(close_round(session, round_, lived, who.actor, typed.text("reason")), "closed")


@router.post("/reopening")
def reopen(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    return back(reopen_round(session, round_, typed.text("reason"), lived, who.actor), "reopened")


@router.post("/calendar-address")
def renew_calendar(
    round_: Locked, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    """Whoever had the calendar's address reads it no more."""
    end_round_calendar(session, round_, lived, who.actor)
    return back(round_, "calendar-address", "#timeline")
