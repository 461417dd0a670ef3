"""What the parties remarked, in one list, and the reply that all of them get."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from actions.answer_remarks import answer_remarks
from actions.read_remarks import read_remarks
from actions.read_rounds import round_shown
from api.doors import Reading, Writing
from api.guards import SecretariatForm, SignedIn
from api.pages.errors import redisplays
from api.pages.forms import Form, TypedForm
from api.pages.rendering import page
from api.pages.round_verbs import Lived, Locked, back
from api.pages.rounds import RoundId
from rules.closing import LIVE

FORM, FIELD = "remarks", "replies."


def _again(request: Request, session: Session, form: Form, status: int) -> Response:
    return _page(request, session, int(request.path_params["round_id"]), form, status)


router = APIRouter(prefix="/rounds/{round_id}/remarks", dependencies=[Depends(redisplays(_again))])


@router.get("")
def show_remarks(request: Request, round_id: RoundId, session: Reading, _who: SignedIn) -> Response:
    return _page(request, session, round_id, Form(FORM))


@router.post("")
def reply(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    """To all parties: what was shown without a reply, each with one."""
    replies = {
        int(name.removeprefix(FIELD)): words
        for name, words in typed.values.items()
        if name.startswith(FIELD) and name.removeprefix(FIELD).isdecimal()
    }
    answer_remarks(session, round_, replies, lived, who.actor)
    return back(round_, "remarks-answered")


def _page(
    request: Request, session: Session, round_id: int, form: Form, status: int = 200
) -> Response:
    round_ = round_shown(session, round_id)
    subjects = read_remarks(session, round_)
    return page(
        request,
        "desk/remarks.html",
        status,
        round=round_,
        subjects=subjects,
        waiting=sum(remark.open for subject in subjects for remark in subject.remarks),
        live=round_.state in LIVE,
        refused=form,
        form_of=lambda name: form if form.name == name else Form(name),
    )
