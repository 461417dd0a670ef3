"""Proposals of new places with joint financing, and what the adopted ones cost each party."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from actions.decide_funding import decide_funding
from actions.propose_funding import propose_funding
from actions.read_funding import funding_projects, owed, totals
from actions.record_population import population_in_force, record_population
from api.doors import Now, Reading, Writing
from api.guards import SecretariatForm, SignedIn
from api.pages.errors import redisplays
from api.pages.forms import Form, TypedForm
from api.pages.funding_input import CHOICES, given_funding
from api.pages.rendering import page
from models.reference import kkr_names, parties
from models.vocabulary import FundingStatus
from reports.funding_words import KEYS, STATUSES
from rules.funding_status import NEXT
from rules.refusal import Refusal

router = APIRouter(prefix="/tariffs/projects")
ProjectId = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("")
def show_projects(
    request: Request,
    session: Reading,
    _who: SignedIn,
    kkr: Annotated[str, Query(max_length=40)] = "",
    party: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """`party`: with what it pays for each project, period by period."""
    return _page(request, session, Form(""), kkr=kkr, party=party)


def _again(request: Request, session: Session, form: Form, status: int) -> Response:
    kkr = form.typed.text("kkr") if form.typed else ""
    if of := request.path_params.get("project_id"):
        form.name = f"decision-{of}"  # each project has one
    return _page(request, session, form, status, kkr=kkr)


@router.post("", dependencies=[Depends(redisplays(_again))])
def propose(typed: TypedForm, session: Writing, who: SecretariatForm, now: Now) -> Response:
    given = given_funding(typed)
    operator, title = typed.text("operator"), typed.text("title")
    _, new = propose_funding(session, given, operator, title, now, who.actor)
    done = "proposed" if new else "proposed-same"
    return RedirectResponse(f"/tariffs/projects?kkr={given.kkr}&done={done}", 303)


@router.post("/population", dependencies=[Depends(redisplays(_again))])
def population(typed: TypedForm, session: Writing, who: SecretariatForm, now: Now) -> Response:
    """Imported from a file, with the day the figures are of and where they stand."""
    sent = typed.file("file")
    if sent is None:
        raise Refusal("Vælg en fil med folketal.", field="file")
    day = typed.needed_date("day", "Skriv, hvilken dag folketallene er fra.")
    _, new = record_population(session, sent.content, day, typed.text("source"), now, who.actor)
    done = "population" if new else "population-same"
    return RedirectResponse(f"/tariffs/projects?done={done}", 303)


@router.post("/{project_id}/decision", dependencies=[Depends(redisplays(_again))])
def decide(
    project_id: ProjectId, typed: TypedForm, session: Writing, who: SecretariatForm, now: Now
) -> Response:
    status = typed.text("status")
    if status not in set(FundingStatus):
        raise Refusal("Vælg, hvad der er besluttet.", field="status")
    decide_funding(session, project_id, FundingStatus(status), typed.text("reason"), now, who.actor)
    kkr = typed.text("kkr") if typed.text("kkr") in kkr_names() else ""
    return RedirectResponse(f"/tariffs/projects?kkr={kkr}&done=decided", 303)


def _page(
    request: Request,
    session: Session,
    form: Form,
    status: int = 200,
    *,
    kkr: str = "",
    party: str = "",
) -> Response:
    kkr = kkr if kkr in kkr_names() else "hovedstaden"
    funded = funding_projects(session, kkr)
    shares = owed(funded)
    return page(
        request,
        "desk/projects.html",
        status,
        shown=kkr,
        kkr_name=kkr_names()[kkr],
        funded=funded,
        shares=shares,
        totals=totals(shares),
        party=party if party in shares else "",
        parties=parties(),
        population=population_in_force(session),
        statuses=STATUSES,
        key_words=KEYS,
        following={
            now: [(then, words) for then, words in STATUSES.items() if then in after]
            for now, after in NEXT.items()
        },
        refused=form,
        form_of=lambda name: form if form.name == name else Form(name),
        **CHOICES,
    )
