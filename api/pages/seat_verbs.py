"""What the secretariat does about one party; each form leads back to the seat's page."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse, Response

from actions.change_assurance import record_cvr
from actions.check_answer import check_answer
from actions.clear_reservation import declare_met
from actions.contacts import record_contacts
from actions.end_links import end_all_links, end_links
from actions.load import seat_by_code
from actions.note_call import note_call
from actions.record_case_number import record_case_number
from actions.remind_seats import remind_seat
from actions.settle_items import Verdict, settle_items
from api.doors import Writing
from api.guards import SecretariatForm
from api.pages.errors import redisplays
from api.pages.forms import Typed, TypedForm
from api.pages.round_verbs import Lived, Locked
from api.pages.seats import Code, seat_again
from models.seat import Seat
from rules.contacts import GivenContact
from rules.notes import GivenNote
from rules.questions.items import Item, ItemState, items_of

ALL, ACCEPT = "all", "accept"
router = APIRouter(
    prefix="/rounds/{round_id}/seats/{code}", dependencies=[Depends(redisplays(seat_again))]
)


def _seat(round_: Locked, code: Code, session: Writing) -> Seat:
    return seat_by_code(session, round_, code)


TheSeat = Annotated[Seat, Depends(_seat)]


def back(seat: Seat, done: str) -> Response:
    return RedirectResponse(f"/rounds/{seat.round_id}/seats/{seat.code}?done={done}", 303)


@router.post("/check")
def check(
    round_: Locked, seat: TheSeat, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    return back(check_answer(session, round_, seat, lived, who.actor), "checked")


@router.post("/clearance")
def declare(
    round_: Locked,
    seat: TheSeat,
    typed: TypedForm,
    session: Writing,
    who: SecretariatForm,
    lived: Lived,
) -> Response:
    """How the party's reservation is met; the party is asked to confirm it."""
    declare_met(session, round_, seat, typed.text("words"), lived, who.actor)
    return back(seat, "declared-met")


@router.post("/verdicts")
def settle(
    round_: Locked,
    seat: TheSeat,
    typed: TypedForm,
    session: Writing,
    who: SecretariatForm,
    lived: Lived,
) -> Response:
    """What is accepted of what the party told, and what it is asked back: in its own words, or in
    those that several are asked back with."""
    same = typed.text("question")
    given = [
        Verdict(item.number, word == ACCEPT, typed.text(f"{item.number}.question").strip() or same)
        for item in items_of(seat)
        if (word := typed.text(f"{item.number}.verdict") or _of_all(typed, item))
    ]
    settle_items(session, round_, seat, given, lived, who.actor)
    return back(seat, "settled")


def _of_all(typed: Typed, item: Item) -> str:
    """The verdict on every answer that has none of its own, when there is one."""
    return typed.text("rest") if item.state is ItemState.TOLD else ""


@router.post("/reminder")
def remind(
    round_: Locked, seat: TheSeat, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    remind_seat(session, round_, seat, lived, who.actor)
    return back(seat, "reminded")


@router.post("/contact")
def add_contact(
    round_: Locked,
    seat: TheSeat,
    typed: TypedForm,
    session: Writing,
    who: SecretariatForm,
    lived: Lived,
) -> Response:
    one = GivenContact(
        party=seat.code,
        name=typed.text("name"),
        email=typed.text("email"),
        role=typed.text("role"),
        valid_from=typed.date("valid_from"),
        valid_to=typed.date("valid_to"),
    )
    record_contacts(session, round_, [one], lived, who.actor)
    return back(seat, "contacts")


@router.post("/links")
def end(
    round_: Locked,
    seat: TheSeat,
    typed: TypedForm,
    session: Writing,
    who: SecretariatForm,
    lived: Lived,
) -> Response:
    contact = typed.text("contact")
    if contact == ALL:
        end_all_links(session, round_, seat, lived, who.actor)
        return back(seat, "all-links-ended")
    contact_id = (
        int(contact) if contact.isascii() and contact.isdigit() and len(contact) < 16 else 0
    )
    end_links(session, round_, seat, contact_id, lived, who.actor)
    return back(seat, "links-ended")


@router.post("/note")
def note(
    round_: Locked,
    seat: TheSeat,
    typed: TypedForm,
    session: Writing,
    who: SecretariatForm,
    lived: Lived,
) -> Response:
    """Whom the secretariat spoke with, and what was agreed."""
    on = typed.needed_date("on", "Skriv, hvornår I talte sammen.")
    given = GivenNote(on, typed.text("person"), typed.text("agreed"), typed.date("paused_until"))
    note_call(session, round_, seat, given, lived, who.actor)
    return back(seat, "noted")


@router.post("/case-number")
def number(
    round_: Locked,
    seat: TheSeat,
    typed: TypedForm,
    session: Writing,
    who: SecretariatForm,
    lived: Lived,
) -> Response:
    record_case_number(session, round_, seat, typed.text("case_number"), lived, who.actor)
    return back(seat, "case-number")


@router.post("/cvr")
def organisation(
    round_: Locked,
    seat: TheSeat,
    typed: TypedForm,
    session: Writing,
    who: SecretariatForm,
    lived: Lived,
) -> Response:
    """For which organisation the party signs in."""
    record_cvr(session, round_, seat, typed.text("cvr"), lived, who.actor)
    return back(seat, "cvr")
