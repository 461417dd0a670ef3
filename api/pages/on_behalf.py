"""Answers the secretariat registers for a party: half a minute, and who else must stand by them."""

from dataclasses import replace

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from actions.object_to_answer import settle_objection
from actions.register_answer import (
    Official,
    confirm_registration,
    drop_registration,
    register_answer,
)
from actions.store_attachments import store_attachments, store_evidence
from api.doors import Writing
from api.guards import Principal, SecretariatForm
from api.pages.errors import redisplays
from api.pages.forms import TypedForm
from api.pages.party_input import Posted, understood
from api.pages.party_together import told_once
from api.pages.round_verbs import Lived, Locked
from api.pages.seat_verbs import TheSeat, back
from api.pages.seats import seat_again
from models.seat import Answer
from rules.questions.registry import question_for
from rules.refusal import Refusal

router = APIRouter(
    prefix="/rounds/{round_id}/seats/{code}", dependencies=[Depends(redisplays(seat_again))]
)


@router.post("/answer")
def answer(
    round_: Locked,
    seat: TheSeat,
    typed: TypedForm,
    session: Writing,
    who: SecretariatForm,
    lived: Lived,
) -> Response:
    """`name` and `title` are who told it."""
    typed, errors = told_once(typed, round_, seat)
    given = understood(Posted(typed=typed), question_for(round_, seat))
    for field, message in (errors | given.errors).items():
        raise Refusal(message, field=field)
    submission = replace(given.submission, attachments=store_attachments(session, given.files))
    evidence = store_evidence(session, typed.file("evidence"))
    told = register_answer(session, round_, seat, submission, evidence, official(who), lived)
    return back(seat, "answered" if isinstance(told, Answer) else "waits-for-second")


@router.post("/confirmation")
def confirm(
    round_: Locked,
    seat: TheSeat,
    typed: TypedForm,
    session: Writing,
    who: SecretariatForm,
    lived: Lived,
) -> Response:
    """A second user stands by what was registered without evidence."""
    confirm_registration(session, round_, seat, typed.number("registration"), official(who), lived)
    return back(seat, "registration-confirmed")


@router.post("/registration-dropped")
def drop(
    round_: Locked,
    seat: TheSeat,
    typed: TypedForm,
    session: Writing,
    who: SecretariatForm,
    lived: Lived,
) -> Response:
    drop_registration(session, round_, seat, typed.number("registration"), official(who), lived)
    return back(seat, "registration-dropped")


@router.post("/settlement")
def settle(
    round_: Locked,
    seat: TheSeat,
    typed: TypedForm,
    session: Writing,
    who: SecretariatForm,
    lived: Lived,
) -> Response:
    """How the party's objection was settled, where its answer stands."""
    settle_objection(session, round_, seat, typed.text("words"), lived, who.actor)
    return back(seat, "objection-settled")


def official(who: Principal, *, person: bool = True) -> Official:
    return Official(who.actor, who.name, person)
