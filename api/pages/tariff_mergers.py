"""Services that were merged into one, as the secretariat records and withdraws them."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from actions.merge_services import GivenMerger, Names, merge_services, withdraw_merger
from actions.read_mergers import show_mergers
from api.doors import Now, Reading, Writing
from api.guards import SecretariatForm, SignedIn
from api.pages.errors import redisplays
from api.pages.forms import Form, TypedForm
from api.pages.number_input import told_year
from api.pages.rendering import page
from reports.merger_words import working
from rules.refusal import Refusal

router = APIRouter(prefix="/tariffs/mergers")
MOST = 100


@router.get("")
def show(request: Request, session: Reading, _who: SignedIn) -> Response:
    return _page(request, session, Form(""))


def _again(request: Request, session: Session, form: Form, status: int) -> Response:
    return _page(request, session, form, status)


@router.post("/new", dependencies=[Depends(redisplays(_again))])
def post_merger(typed: TypedForm, session: Writing, who: SecretariatForm, now: Now) -> Response:
    given = GivenMerger(
        told_year(typed, "year"),
        [_names(one, "predecessors") for one in _lines(typed.text("predecessors"))],
        _names(typed.text("successor"), "successor"),
        typed.text("source"),
    )
    merge_services(session, given, now, who.actor)
    return RedirectResponse("/tariffs/mergers?done=merged", 303)


@router.post("/withdrawal", dependencies=[Depends(redisplays(_again))])
def post_withdrawal(typed: TypedForm, session: Writing, who: SecretariatForm, now: Now) -> Response:
    withdraw_merger(session, typed.number("number"), typed.text("reason"), now, who.actor)
    return RedirectResponse("/tariffs/mergers?done=merger-withdrawn", 303)


def _lines(text: str) -> list[str]:
    found = [line for line in text.splitlines() if line.strip()]
    if len(found) > MOST:
        raise Refusal(f"Skriv højst {MOST} ydelser.", field="predecessors")
    return found


def _names(text: str, field: str) -> Names:
    """`Driftsherre; Tilbud; Paragraf; Ydelse`, the last two where there are any."""
    told = [part.strip() for part in text.split(";")]
    if not 2 <= len(told) <= len(Names._fields):
        raise Refusal(
            f"»{text.strip()[:60]}« skal være driftsherre; tilbud; paragraf; ydelse.", field=field
        )
    return Names(*told)


def _page(request: Request, session: Session, form: Form, status: int = 200) -> Response:
    mergers = show_mergers(session)
    return page(
        request,
        "desk/tariff_mergers.html",
        status,
        mergers=[(one, working(one.figures)) for one in mergers],
        numbered=[(one.merger.number, f"{one.merger.number}. {one.successor}") for one in mergers],
        refused=form,
        form_of=lambda name: form if form.name == name else Form(name),
    )
