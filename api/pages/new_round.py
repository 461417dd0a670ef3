"""A round is made from a template."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from actions.contact_file import read_contacts
from actions.create_round import create_round
from api.doors import Now, Writing
from api.guards import Secretariat, SecretariatForm
from api.pages.errors import redisplays
from api.pages.forms import Form, Typed, TypedForm
from api.pages.rendering import page
from models.reference import kkr_names
from models.reference.catalogue import templates
from rules.planning import Wanted

router = APIRouter()
OWN = "biennial"


def _again(request: Request, _session: Session, form: Form, status: int) -> Response:
    return _page(request, form, status)


@router.get("/rounds/new")
def show_form(request: Request, _who: Secretariat) -> Response:
    return _page(request, Form("new"))


@router.post("/rounds/new", dependencies=[Depends(redisplays(_again))])
def make_round(typed: TypedForm, session: Writing, who: SecretariatForm, now: Now) -> Response:
    file = typed.file("contacts")
    contacts = read_contacts(file.content) if file else []
    round_ = create_round(session, _wanted(typed), now, who.actor, contacts)
    return RedirectResponse(f"/rounds/{round_.id}?done=created", 303)


def _wanted(typed: Typed) -> Wanted:
    return Wanted(
        template=typed.text("template"),
        title=typed.text("title"),
        kkr=typed.text("kkr") or None,
        period_from=typed.date("period_from"),
        deadline=typed.date("deadline"),
        sandbox=typed.ticked("sandbox"),
    )


def _page(request: Request, form: Form, status: int = 200) -> Response:
    choices = [
        (name, "Ny toårig rammeaftale" if name == OWN else template.title, _hint(name))
        for name, template in templates().items()
    ]
    return page(
        request,
        "desk/new_round.html",
        status,
        form=form,
        templates=sorted(choices, key=lambda choice: choice[0] != OWN),
        kkr=[("", "Skabelonens eget"), *kkr_names().items()],
    )


def _hint(name: str) -> str:
    if name == OWN:
        return "Vælg selv KKR, periode og frist nedenfor."
    deadline = next(fact.falls_on for fact in templates()[name].deadlines if fact.in_force)
    return f"Den historiske tidsplan med frist {deadline:%d.%m.%Y}. Kan kun startes som øvelse."
