"""A draft is kept at a party's link, looked through there, and erased; it answers nothing."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from actions.erase_draft import erase_draft
from actions.keep_draft import Written, keep_draft
from actions.open_link import open_link, open_to_read
from actions.read_draft import draft_of
from actions.read_party import read_party
from api.doors import Now
from api.guards import link
from api.pages.forms import Form, Typed, TypedForm, read_unscanned, scan_files
from api.pages.party_input import in_iso
from api.pages.party_page import FORM, in_order, party_page
from api.pages.party_prefill import as_typed, before
from api.pages.party_review import besides, review, review_page
from api.pages.party_route import LinkRoute, asks_for_json, bare
from api.pages.party_together import FILE, NOT_YET, told_once
from models.database import reading
from notifications.danish import moment
from notifications.unit import unit_of_work
from rules.questions.registry import question_for
from rules.questions.relevance import relevant
from rules.questions.together import ONCE
from rules.refusal import Refusal, Why

DROP = "drop."
router = APIRouter(prefix="/s/{token}", dependencies=[Depends(link)], route_class=LinkRoute)
Sent = Annotated[Typed, Depends(read_unscanned)]


@router.post("/draft")
def post_draft(request: Request, token: str, typed: Sent, now: Now) -> Response:
    """By the button, or quietly by a script, which is told when it was saved; or to write at each
    of several what is told once, and go on from there."""
    errors: dict[str, str] = {}
    told, once = typed, typed.ticked(ONCE)
    if once:
        told, errors = _told_once(token, typed)
    elif FILE in typed.files:
        errors = {FILE: NOT_YET}
    errors |= _keep(token, told, now, typed)
    with reading() as session:
        opened = open_link(session, token)
        kept = draft_of(session, opened.contact)
        if asks_for_json(request):
            saved = moment(kept.draft.saved_at) if kept else None
            return JSONResponse({"saved_at": saved, "errors": errors}, 422 if errors else 200)
        view = read_party(session, opened, now)
    if errors:
        return party_page(request, view, bare(token), Form(FORM, typed, errors), 422)
    return RedirectResponse(f"/s/{bare(token)}#{'flere' if once else 'svar'}", 303)


@router.post("/draft/erasure")
def post_erasure(request: Request, token: str, typed: TypedForm, now: Now) -> Response:
    """The form as it stands has no cross, so that a scanner that sends it erases nothing."""
    if typed.ticked("erase"):
        with unit_of_work() as session:
            erase_draft(session, open_link(session, token, lock=True).contact)
    return RedirectResponse(f"/s/{bare(token)}#svar", 303)


@router.post("/review")
def post_review(request: Request, token: str, typed: Sent, now: Now) -> Response:
    """All that is wrong at once, with what was typed; or on to the answer as it would be."""
    told, errors = _told_once(token, typed)
    stopped = bool(errors)
    not_kept = _keep(token, told, now, typed)
    with reading() as session:
        opened = open_link(session, token)
        view = read_party(session, opened, now)
        if not stopped:
            found = review(session, opened, told, now)
            errors = {**besides(told), **found.errors}
    errors |= not_kept
    if errors:
        shown = typed if not_kept else told
        form = Form(FORM, shown, in_order(errors, question_for(view.round_, view.seat)))
        return party_page(request, view, bare(token), form, 422)
    return RedirectResponse(f"/s/{bare(token)}/review?version={typed.text('version')}", 303)


@router.get("/review")
def get_review(request: Request, token: str, now: Now, version: int = 0) -> Response:
    """Of what is kept. What cannot be sent is put right on the party's page, and so is what was
    typed before somebody else answered."""
    with reading() as session:
        opened = open_to_read(session, token, now)
        view = read_party(session, opened, now)
        found = None
        if view.draft and version == opened.seat.version:
            kept = view.draft.draft.typed
            said = relevant(kept) if question_for(opened.round_, opened.seat).decides else kept
            found = review(session, opened, Typed({**said, "version": str(version)}), now)
    if found is None or found.errors:
        return RedirectResponse(f"/s/{bare(token)}#svar", 303)
    return review_page(request, view, bare(token), found)


def _told_once(token: str, typed: Typed) -> tuple[Typed, dict[str, str]]:
    with reading() as session:
        opened = open_link(session, token)
        return told_once(typed, opened.round_, opened.seat)


def _keep(token: str, told: Typed, now: datetime, typed: Typed) -> dict[str, str]:
    """The message of a file that cannot be kept, by its field: all the rest is kept without it, as
    it was `typed`, so that another file can be told once with it."""
    try:
        scan_files(told)
        _save(token, told, now)
    except Refusal as refusal:
        if refusal.why in {Why.UNKNOWN, Why.GONE} or not typed.files:
            raise
        _save(token, Typed(typed.values), now)
        once = FILE in typed.files and refusal.field not in typed.files
        return {FILE if once else refusal.field: refusal.message}
    return {}


def _save(token: str, typed: Typed, now: datetime) -> None:
    with unit_of_work() as session:
        opened = open_link(session, token, lock=True)
        blank = as_typed(before(read_party(session, opened, now)))
        asked = question_for(opened.round_, opened.seat)
        dropped = (name for name in typed.values if name.startswith(DROP) and typed.ticked(name))
        written = Written(
            typed=in_iso(typed),
            evidence=typed.file("evidence"),
            files=typed.files_of(asked.file_fields),
            dropped=frozenset(name.removeprefix(DROP) for name in dropped),
        )
        keep_draft(session, opened, written, blank, now)
