"""The round's days: a page for each step, and one for the deadlines there were."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from actions.load import clock_of
from actions.move_step import move_step
from actions.read_rounds import round_shown
from actions.read_step import StepDesk, read_step
from actions.record_deadline import deadlines_of, record_deadline
from actions.step_outcome import record_step_outcome
from api.doors import Now, Reading, Writing, utc_now
from api.guards import SecretariatForm, SignedIn
from api.pages import step_words, telling, wording
from api.pages.errors import redisplays
from api.pages.forms import Form, TypedForm
from api.pages.rendering import page
from api.pages.round_verbs import Lived, Locked
from api.pages.rounds import RoundId
from models.round import Round
from models.vocabulary import DeadlineKind
from rules.deadlines import in_force, internal
from rules.refusal import Refusal

router = APIRouter(prefix="/rounds/{round_id}")
Key = Annotated[str, Path(max_length=60)]


@router.get("/steps/{key}")
def show_step(
    request: Request, round_id: RoundId, key: Key, session: Reading, _who: SignedIn, now: Now
) -> Response:
    return _step_page(request, read_step(session, round_id, key, now), Form(""))


def _step_again(request: Request, session: Session, form: Form, status: int) -> Response:
    round_id, key = int(request.path_params["round_id"]), request.path_params["key"]
    return _step_page(request, read_step(session, round_id, key, utc_now()), form, status)


@router.post("/steps/{key}/outcome", dependencies=[Depends(redisplays(_step_again))])
def write_outcome(
    round_: Locked,
    key: Key,
    typed: TypedForm,
    session: Writing,
    who: SecretariatForm,
    lived: Lived,
) -> Response:
    record_step_outcome(
        session,
        round_,
        key,
        typed.date("held_on"),
        typed.text("outcome"),
        typed.text("minutes_reference"),
        lived,
        who.actor,
        halted=typed.text("halted") == "true",
        reason=typed.text("reason"),
    )
    return _to(f"/rounds/{round_.id}/steps/{key}", "outcome")


@router.post("/steps/{key}/postponement", dependencies=[Depends(redisplays(_step_again))])
def write_postponement(
    round_: Locked,
    key: Key,
    typed: TypedForm,
    session: Writing,
    who: SecretariatForm,
    lived: Lived,
) -> Response:
    to = typed.needed_date("to", "Skriv den nye dato.")
    move_step(session, round_, key, to, typed.text("reason"), lived, who.actor)
    return _to(f"/rounds/{round_.id}/steps/{key}", "moved")


@router.get("/deadlines")
def show_deadlines(
    request: Request, round_id: RoundId, session: Reading, _who: SignedIn, now: Now
) -> Response:
    return _deadlines_page(request, session, round_shown(session, round_id), now, Form(""))


def _deadlines_again(request: Request, session: Session, form: Form, status: int) -> Response:
    round_ = round_shown(session, int(request.path_params["round_id"]))
    return _deadlines_page(request, session, round_, utc_now(), form, status)


@router.post("/deadlines", dependencies=[Depends(redisplays(_deadlines_again))])
def write_deadline(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    """Whether it comes into force is the rule's to say."""
    kind = typed.text("kind")
    if kind not in list(DeadlineKind):
        raise Refusal("Vælg, hvad det er for en frist.", field="kind")
    falls_on = typed.needed_date("falls_on", "Skriv, hvilken dag fristen er.")
    source, reason = typed.text("source"), typed.text("reason")
    of = DeadlineKind(kind)
    record_deadline(session, round_, of, falls_on, source, reason, lived, who.actor)
    return _to(f"/rounds/{round_.id}/deadlines", "deadline")


def _to(address: str, done: str) -> Response:
    return RedirectResponse(f"{address}?done={done}", 303)


def _step_page(request: Request, desk: StepDesk, form: Form, status: int = 200) -> Response:
    names = {step.key: step.title for step in desk.steps}
    return page(
        request,
        "desk/step.html",
        status,
        desk=desk,
        round=desk.round_,
        step=desk.step,
        may_record=desk.may_record,
        may_move=desk.may_move,
        lines=[telling.line(event, names, desk.users) for event in desk.events],
        point=step_words.timeline([desk.step], desk.lived)[0],
        form_of=lambda name: form if form.name == name else Form(name),
        refused=form,
    )


def _deadlines_page(
    request: Request, session: Session, round_: Round, now: Now, form: Form, status: int = 200
) -> Response:
    facts = deadlines_of(session, round_)
    return page(
        request,
        "desk/deadlines.html",
        status,
        round=round_,
        facts=facts,
        in_force=in_force(facts),
        internal=internal(facts),
        lived=clock_of(round_, now),
        form_of=lambda name: form if form.name == name else Form(name),
        refused=form,
        words=wording,
    )
