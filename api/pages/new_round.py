"""A round is made from a template."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from actions.contact_file import read_contacts
from actions.create_round import create_round
from actions.read_desk import read_agreements
from api.doors import Now, Reading, Writing
from api.guards import Secretariat, SecretariatForm
from api.pages.errors import redisplays
from api.pages.forms import Form, Typed, TypedForm
from api.pages.number_input import told_year
from api.pages.rendering import page
from models.reference import kkr_names
from models.reference.catalogue import templates
from models.vocabulary import Silence
from notifications.adoption_words import MEANINGS
from rules.planning import Wanted
from rules.questions.registry import QUESTIONS
from rules.refusal import Refusal

router = APIRouter()
LONGEST_ID = 10


def _again(request: Request, session: Session, form: Form, status: int) -> Response:
    return _page(request, session, form, status)


@router.get("/rounds/new")
def show_form(request: Request, session: Reading, _who: Secretariat) -> Response:
    return _page(request, session, Form("new"))


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
        agreement=_agreement(typed.text("agreement")),
        extends_to=typed.date("extends_to"),
        silence=_silence(typed.text("silence")),
        year=told_year(typed, "year") if typed.text("year").strip() else None,
    )


def _agreement(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < LONGEST_ID):
        raise Refusal("Vælg en af aftalerne.", field="agreement")
    return int(text)


def _silence(text: str) -> Silence:
    try:
        return Silence(text or Silence.TASK)
    except ValueError:
        raise Refusal("Vælg, hvad tavshed betyder.", field="silence") from None


def _page(request: Request, session: Session, form: Form, status: int = 200) -> Response:
    choices = [(name, _title(name), _hint(name)) for name in templates()]
    agreements = [
        (agreement.id, f"{agreement.title}{' (øvelse)' if sandbox else ''}")
        for agreement, sandbox in read_agreements(session)
    ]
    return page(
        request,
        "desk/new_round.html",
        status,
        form=form,
        templates=sorted(choices, key=lambda choice: ORDER.get(choice[0], len(ORDER))),
        kkr=[("", "Skabelonens eget"), *kkr_names().items()],
        agreements=[("", "En, der ikke er her endnu"), *agreements],
        agreement=request.query_params.get("agreement", "")[:LONGEST_ID],
        year=request.query_params.get("year", "")[:4],
        kind_of_round=request.query_params.get("template", "")[:80],
        silences=list(MEANINGS.items()),
    )


ORDER = {question.template: place for place, question in enumerate(QUESTIONS.values())}


def _title(name: str) -> str:
    """A kind's own template is called as the kind."""
    template = templates()[name]
    label = QUESTIONS[template.kind].words.label
    return label if name in ORDER else template.title


def _hint(name: str) -> str:
    template = templates()[name]
    in_force = [fact.falls_on for fact in template.deadlines if fact.in_force]
    if in_force:
        return f"Den historiske tidsplan med frist {in_force[0]:%d.%m.%Y}. Kan kun være en øvelse."
    return QUESTIONS[template.kind].words.about
