"""A party reads what the secretariat registered for it, and says if that is not its answer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import StrictInt

from actions.load import clock_of
from actions.object_to_answer import object_to_answer
from actions.open_link import open_link, open_to_read
from actions.read_party import read_party
from api.doors import Now
from api.guards import link
from api.pages.forms import Form, Typed
from api.pages.party_page import link_page
from api.pages.party_route import LinkRoute, bare
from api.pages.posted import posted_by
from api.problems import STATUS
from api.v1.on_behalf import objection_json
from api.v1.types import Input, Text
from models.database import reading
from notifications.unit import unit_of_work
from rules.refusal import Refusal, Why

router = APIRouter(prefix="/s/{token}", dependencies=[Depends(link)], route_class=LinkRoute)


class ObjectionIn(Input):
    """`answer` is the number of the one that was shown; the name is what objects."""

    answer: StrictInt
    words: Text
    name: Text
    title: Text


def _typed(typed: Typed) -> ObjectionIn:
    said = {field: typed.text(field) for field in ("words", "name", "title")}
    return ObjectionIn(answer=typed.number("answer"), **said)


Posted = Annotated[tuple[ObjectionIn, Typed | None], Depends(posted_by(ObjectionIn, _typed))]


@router.get("/objection")
def show_objection(request: Request, token: str, now: Now) -> Response:
    """What was registered on the party's behalf; reading it objects to nothing."""
    return _page(request, token, now, Form("objection"))


@router.post("/objection", status_code=201)
def post_objection(request: Request, token: str, posted: Posted, now: Now) -> Response:
    """Recorded at once; the answer stands until the secretariat has settled it."""
    given, typed = posted
    try:
        with unit_of_work() as session:
            opened = open_link(session, token, lock=True)
            lived = clock_of(opened.round_, now)
            facts = (given.answer, given.words, given.name, given.title)
            told = objection_json(object_to_answer(session, opened, *facts, lived), given.answer)
    except Refusal as refusal:
        if typed is None or refusal.why in {Why.UNKNOWN, Why.GONE}:
            raise
        shown = Typed({**typed.values, "name": ""})
        form = Form("objection", shown, {refusal.field: refusal.message})
        return _page(request, token, now, form, STATUS[refusal.why])
    if typed is not None:
        return RedirectResponse(f"/s/{bare(token)}#jeres-svar", 303)
    return JSONResponse(told, 201)


def _page(request: Request, token: str, now: Now, form: Form, status: int = 200) -> Response:
    """Where there is nothing to object to, the party's own page says how things stand."""
    with reading() as session:
        view = read_party(session, open_to_read(session, token, now), now)
    if status == 200 and not view.may_object:
        return RedirectResponse(f"/s/{bare(token)}", 303)
    return link_page(request, "party/objection.html", view, bare(token), form, status)
