"""Signing in with a one-time link: asked for by e-mail, used up by a button, not by opening."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from actions.mail_signin_link import mail_signin_link
from actions.sign_in import SESSION_LASTS, sign_in, sign_out
from api.doors import Now, Writing
from api.guards import COOKIE, SignedInForm, Visitor, public
from api.pages.errors import redisplays
from api.pages.forms import Form, TypedForm
from api.pages.rendering import page
from models.settings import get_settings
from rules.text import address

router = APIRouter()


def _again(request: Request, _session: Session, form: Form, status: int) -> Response:
    return page(request, "desk/signin.html", status, form=form)


Token = Annotated[str, Path(max_length=100)]


@router.get("/signin")
def show_signin(request: Request, visitor: Visitor) -> Response:
    if visitor is not None:
        return RedirectResponse("/", 303)
    return page(request, "desk/signin.html", form=Form("signin"))


@router.post("/signin", dependencies=[Depends(public), Depends(redisplays(_again))])
def ask_for_link(request: Request, typed: TypedForm, session: Writing, now: Now) -> Response:
    """The same answer whether the address is known or not."""
    email = address(typed.text("email"))
    mail_signin_link(session, email, now)
    return page(request, "desk/signin_sent.html", email=email)


@router.get("/signin/{token}", dependencies=[Depends(public)])
def show_link(request: Request, token: Token) -> Response:
    """A mail scanner that opens the link uses nothing up."""
    return page(request, "desk/signin_link.html", token=token)


@router.post("/signin/{token}", dependencies=[Depends(public), Depends(redisplays(_again))])
def use_link(token: Token, session: Writing, now: Now) -> Response:
    secret = sign_in(session, token, now)
    answer = RedirectResponse("/", 303)
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=int(SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=get_settings().base_url.startswith("https://"),
    )
    return answer


@router.post("/signout")
def leave(request: Request, session: Writing, _who: SignedInForm) -> Response:
    sign_out(session, request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/signin", 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return answer
