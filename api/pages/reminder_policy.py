"""When and how often a round writes to its parties unasked, and the form to change it."""

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from actions.change_reminder_policy import change_reminder_policy, reminder_policy_of
from actions.load import clock_of
from actions.read_rounds import round_shown
from api.doors import Now, Reading, Writing, utc_now
from api.guards import SecretariatForm, SignedIn
from api.pages import wording
from api.pages.errors import redisplays
from api.pages.forms import Form, Typed, TypedForm
from api.pages.number_input import (
    numbers_words,
    told_number,
    told_numbers,
    told_weeks,
    weeks_words,
)
from api.pages.rendering import page
from api.pages.round_verbs import Lived, Locked
from api.pages.rounds import RoundId
from models.round import Round
from models.vocabulary import RoundState
from rules.closing import LIVE
from rules.danish_time import danish_date
from rules.policy import Escalation, Policy, Rung
from rules.policy_changes import NUMBERS
from rules.reminders import reminder_days
from rules.timeline import escalations_at

router = APIRouter(prefix="/rounds/{round_id}")
FORM = "policy"


@router.get("/reminder-policy")
def show_policy(
    request: Request, round_id: RoundId, session: Reading, _who: SignedIn, now: Now
) -> Response:
    return _page(request, round_shown(session, round_id), now, Form(FORM))


def _again(request: Request, session: Session, form: Form, status: int) -> Response:
    round_ = round_shown(session, int(request.path_params["round_id"]))
    return _page(request, round_, utc_now(), form, status)


@router.post("/reminder-policy", dependencies=[Depends(redisplays(_again))])
def write_policy(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    changed = change_reminder_policy(session, round_, told_policy(typed), lived, who.actor)
    done = "policy" if changed else "policy-none"
    return RedirectResponse(f"/rounds/{round_.id}/reminder-policy?done={done}", 303)


def told_policy(typed: Typed) -> dict[str, Any]:
    """A rung without a number is left out."""
    rungs = [rung for rung in Rung if typed.text(f"ladder.{rung}").strip()]
    return {
        **{name: told_number(typed, name) for name in NUMBERS},
        "remind_working_days_before": told_numbers(typed, "remind_working_days_before"),
        "remind_working_days_after": told_numbers(typed, "remind_working_days_after"),
        "send_at": typed.text("send_at"),
        "send_until": typed.text("send_until"),
        "recess_weeks": told_weeks(typed, "recess_weeks"),
        "escalation": typed.text("escalation"),
        "ladder": {rung: told_number(typed, f"ladder.{rung}") for rung in rungs},
    }


def _calendar(policy: Policy, round_: Round) -> list[tuple[date, str, str]]:
    """Day, what happens and to whom, in order."""
    reminded = [
        (day, "Påmindelse", "Parternes primære kontakter")
        for day in reminder_days(policy, round_.deadline)
    ]
    letter = "Rykker" if policy.escalation is Escalation.AUTOMATIC else "Kladde til en rykker"
    climbed = [
        (moment.date(), "Opgave" if rung is Rung.CHAIR else letter, wording.RUNGS[rung])
        for moment, rung in escalations_at(round_)
    ]
    return sorted([*reminded, *climbed])


def _page(
    request: Request, round_: Round, now: datetime, form: Form, status: int = 200
) -> Response:
    policy = Policy.of(round_.policy)
    told = reminder_policy_of(round_)
    return page(
        request,
        "desk/reminder_policy.html",
        status,
        round=round_,
        policy=policy,
        told=told,
        before=numbers_words(told["remind_working_days_before"]),
        after=numbers_words(told["remind_working_days_after"]),
        weeks=weeks_words(policy.recess_weeks),
        calendar=_calendar(policy, round_),
        today=danish_date(clock_of(round_, now)),
        may_change=round_.state in {RoundState.DRAFT, *LIVE},
        refused=form,
        words=wording,
    )
