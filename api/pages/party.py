"""A party's page: an official opens a link, reads, tells what the council decided, gets a receipt.

The link itself is the right to answer; there is no cookie and no account. `GET` reads in a session
that cannot write.
"""

from asyncio import wrap_future
from datetime import datetime
from functools import cache, partial
from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from actions.load import answer_of
from actions.open_link import open_link, open_to_read
from actions.read_attachment import read_attachment
from actions.read_party import read_document, read_party
from api.doors import Now, Reading
from api.guards import link
from api.pages.documents import agenda_file, certificate_file, package_file, receipt_file
from api.pages.download import download
from api.pages.forms import Form, Typed, scan_files
from api.pages.party_act import act
from api.pages.party_identity import signed_in
from api.pages.party_input import Posted, PostedAnswer
from api.pages.party_json import receipt_json, view_json
from api.pages.party_page import FORM, in_order, party_page, receipt_page
from api.pages.party_review import review, review_page, signed_only, unsigned
from api.pages.party_route import LinkRoute, asks_for_json, bare
from api.problems import STATUS
from api.v1.types import LARGEST_ID
from models.database import reading
from notifications.proof import proof_of
from notifications.together import write_together
from rules.links import contact_id_of
from rules.questions.registry import question_for
from rules.refusal import Refusal, Why

Position = Annotated[int, Path(ge=1, le=LARGEST_ID)]
AT_ONCE = 2  # pages in the making: with more threads than cores they only wait for each other
router = APIRouter(prefix="/s/{token}", dependencies=[Depends(link)], route_class=LinkRoute)


@router.get("")
async def get_party(request: Request, token: str, now: Now) -> Response:
    """What is asked, and the answer that stands; nothing is decided, consumed or assigned."""
    return await to_thread.run_sync(_shown, request, token, now, limiter=_few())


@router.get("/documents/{position}")
def get_document(token: str, position: Position, session: Reading, now: Now) -> Response:
    opened = open_to_read(session, token, now)
    document, stored = read_document(session, opened.round_, position)
    return download(stored.content, stored.media_type, document.filename)


@router.get("/agenda.docx")
def get_agenda(token: str, session: Reading, now: Now) -> Response:
    """The proposed case presentation, to be pasted into the party's own agenda."""
    opened = open_to_read(session, token, now)
    return agenda_file(session, opened.round_, opened.seat)


@router.get("/package.zip")
def get_package(token: str, session: Reading, now: Now) -> Response:
    """The same and every document, in one file."""
    opened = open_to_read(session, token, now)
    return package_file(session, opened.round_, opened.seat)


@router.get("/attachments/{position}")
def get_attachment(token: str, position: Position, session: Reading, now: Now) -> Response:
    """A file of the answer that stands."""
    opened = open_to_read(session, token, now)
    file, stored = read_attachment(session, answer_of(session, opened.seat), position)
    return download(stored.content, stored.media_type, file.filename)


@router.get("/receipt")
def get_receipt(request: Request, token: str, session: Reading, now: Now) -> Response:
    """The receipt of the answer that stands; before there is one, a person is led to the form."""
    opened = open_to_read(session, token, now)
    view = read_party(session, opened, now)
    if view.answer is None and not asks_for_json(request):
        return RedirectResponse(f"/s/{bare(token)}", 303)
    if view.answer is None:
        raise Refusal("Der er ingen kvittering endnu, for I har ikke svaret.", why=Why.UNKNOWN)
    if asks_for_json(request):
        return JSONResponse(receipt_json(view.answer, opened, bare(token)))
    proof = proof_of(session, view.round_, view.answer)
    return receipt_page(request, view, view.answer, proof, bare(token))


@router.get("/receipt.pdf")
def get_receipt_pdf(token: str, session: Reading, now: Now) -> Response:
    """Made when it is asked for; the same answer gives the same bytes."""
    opened = open_to_read(session, token, now)
    return receipt_file(session, opened.round_, opened.seat)


@router.get("/certificate.pdf")
def get_certificate(token: str, session: Reading, now: Now) -> Response:
    """What the round ended with, once it is closed."""
    return certificate_file(session, open_to_read(session, token, now).round_)


@router.post("/answer", status_code=201)
async def post_answer(request: Request, token: str, posted: PostedAnswer, now: Now) -> Response:
    """Committed before anything is said; a form is led to its receipt."""
    signed = signed_in(request, token, now)
    work = partial(act, token=token, posted=posted, now=now, signed=signed)
    try:
        if posted.typed is not None:
            await run_in_threadpool(scan_files, posted.typed)
        opened, answer = await wrap_future(write_together(work, contact_id_of(token) or 0))
    except Refusal as refusal:
        if posted.typed is None or refusal.why in {Why.UNKNOWN, Why.GONE}:
            raise
        return await run_in_threadpool(_form_again, request, token, posted, refusal, now)
    if posted.typed is not None:
        return RedirectResponse(f"/s/{bare(token)}/receipt", 303)
    receipt = receipt_json(answer, opened, bare(token))
    return JSONResponse(receipt, 201, headers={"Location": receipt["url"]})


@cache
def _few() -> CapacityLimiter:
    return CapacityLimiter(AT_ONCE)


def _shown(request: Request, token: str, now: datetime) -> Response:
    with reading() as session:
        view = read_party(session, open_to_read(session, token, now), now)
    if asks_for_json(request):
        return JSONResponse(view_json(view, bare(token)))
    return party_page(request, view, bare(token))


def _form_again(
    request: Request, token: str, posted: Posted, refusal: Refusal, now: datetime
) -> Response:
    """The page with all that is wrong; what was typed is kept, but for the name and the file."""
    errors = {refusal.field: refusal.message}
    typed = posted.typed or Typed({})
    with reading() as session:
        opened = open_link(session, token)
        view = read_party(session, opened, now)
        if refusal.why is Why.INVALID:
            found = review(session, opened, typed, now)
            errors = {**found.errors, **unsigned(typed, found), **errors}
            if signed_only(errors) and not typed.files:
                return review_page(request, view, bare(token), found, errors, 422)
    form = Form(FORM, typed, in_order(errors, question_for(view.round_, view.seat)))
    return party_page(request, view, bare(token), form, STATUS[refusal.why])
