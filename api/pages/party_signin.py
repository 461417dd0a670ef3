"""A party signs in where its round demands it: out to the identity provider, and back to its page.

Nothing of the domain changes: who has signed in stands in a sealed cookie, for one link and a day's
work, and is recorded with the answer.
"""

import secrets
from datetime import timedelta

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from actions.open_link import link_of, open_link, open_to_read
from api.doors import Now, Reading
from api.guards import link, public
from api.oidc import (
    CALLBACK,
    ProviderDown,
    Secrets,
    SignInFailed,
    signin_address,
    who_signed_in,
)
from api.pages.party_identity import SIGNED, keep
from api.pages.party_route import LinkRoute, bare, signin_page
from models.keys import get_keys
from models.settings import get_settings
from models.vocabulary import Assurance
from rules.assurance import UNSET, check_cvr
from rules.refusal import Refusal, Why
from rules.seals import unseal

LEAVING = "rammeaftale_leaving"
TO_SIGN_IN = timedelta(minutes=15)
A_DAYS_WORK = timedelta(hours=8)
FAILED = "Login blev ikke gennemført. Åbn linket i mailen, og log ind igen."
DOWN = "Login svarer ikke lige nu. Det, I har skrevet, kan gemmes som kladde. Prøv igen om lidt."

router = APIRouter(route_class=LinkRoute)


@router.get("/s/{token}/signin", dependencies=[Depends(link)])
def leave(token: str, session: Reading, now: Now) -> Response:
    """Out to the identity provider, which is told nothing of the link."""
    opened = open_to_read(session, token, now)
    if opened.round_.assurance is not Assurance.OIDC:
        return RedirectResponse(f"/s/{bare(token)}", 303)
    settings = get_settings()
    if not settings.oidc_issuer:
        raise Refusal(UNSET, why=Why.CONFLICT)
    word = secrets.token_urlsafe(24)
    try:
        address = signin_address(settings, Secrets.of(get_keys()[0], word))
    except ProviderDown:
        raise Refusal(DOWN, why=Why.SIGN_IN) from None
    facts = {"contact": opened.contact.id, "generation": opened.contact.link_generation}
    answer = RedirectResponse(address, 303)
    keep(answer, LEAVING, {**facts, "word": word}, CALLBACK, now + TO_SIGN_IN)
    return answer


@router.get(CALLBACK, dependencies=[Depends(public)])
def come_back(
    request: Request,
    session: Reading,
    now: Now,
    state: str = "",
    code: str = "",
) -> Response:
    """Only in the browser that left, once, and for the link it left from."""
    kept = unseal(get_keys(), LEAVING, request.cookies.get(LEAVING, ""), now)
    known = Secrets.of(get_keys()[0], kept["word"]) if kept else None
    if (
        kept is None
        or known is None
        or not code
        or not secrets.compare_digest(state.encode(), known.state.encode())
    ):
        return _no(request, FAILED, 400)
    address = link_of(session, kept["contact"], kept["generation"])
    try:
        opened = open_link(session, address)
        found = who_signed_in(get_settings(), code, known)
        check_cvr(opened.seat, found.cvr)
    except SignInFailed:
        return _no(request, FAILED, 400, address)
    except ProviderDown:
        return _no(request, DOWN, 503, address)
    except Refusal as refusal:
        return _no(request, refusal.message, 403, address)
    answer = RedirectResponse(f"/s/{address}", 303)
    facts = {"contact": opened.contact.id, "subject": found.subject, "cvr": found.cvr}
    keep(answer, SIGNED, facts, "/s/", now + A_DAYS_WORK)
    answer.delete_cookie(LEAVING, path=CALLBACK)
    return answer


def _no(request: Request, message: str, status: int, token: str = "") -> Response:
    answer = signin_page(request, message, status, f"/s/{token}" if token else "")
    answer.delete_cookie(LEAVING, path=CALLBACK)
    return answer
