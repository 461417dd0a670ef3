"""Who may pass: every route names one of these guards, and a test lists them.

Programs carry an API key; people a session cookie, and for what changes something a CSRF token that
is derived from the session; a party's link carries its own right and needs neither.
"""

import hmac
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from actions.sign_in import key_of, user_of_session
from api.doors import Now, Reading
from api.form_data import PostedForm
from models.keys import get_keys
from models.vocabulary import Role

COOKIE = "rammeaftale_session"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking. `name` is shown to the secretariat; `actor` stands in events.

    csrf  the token that forms of this session carry; empty for API keys
    """

    actor: str
    role: Role
    name: str
    csrf: str = ""


class NotSignedIn(Exception):
    """A page is asked for without a session: the visitor is led to the sign-in page."""


class StaleForm(HTTPException):
    """A form of an earlier sign-in; whoever sends it is signed in and may send it."""

    def __init__(self) -> None:
        super().__init__(
            403,
            "Formularen er hentet, før du loggede ind på ny. Intet er gemt eller sendt. Se det, du"
            " har skrevet, igennem, vælg eventuelle filer igen, og send det.",
        )


async def public() -> None:
    """Anyone may: the page says nothing that is not public."""


async def link() -> None:
    """Whoever holds the party's link; the action checks the token."""


def _key(request: Request, session: Reading) -> Principal:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    key = key_of(session, secret.strip()) if scheme.lower() == "bearer" else None
    if key is None:
        raise HTTPException(
            401, "En gyldig API-nøgle mangler.", headers={"WWW-Authenticate": "Bearer"}
        )
    return Principal(f"key:{key.id}", key.role, f"API-nøgle {key.id}")


def _secretariat_key(principal: Annotated[Principal, Depends(_key)]) -> Principal:
    if principal.role is not Role.SECRETARIAT:
        raise HTTPException(403, "API-nøglen må kun læse.")
    return principal


def signed_in_or_none(request: Request, session: Reading, now: Now) -> Principal | None:
    secret = request.cookies.get(COOKIE, "")
    user = user_of_session(session, secret, now) if secret else None
    if user is None:
        return None
    visitor = Principal(f"user:{user.id}", user.role, user.email, csrf_token(secret))
    request.state.visitor = visitor  # the page's frame shows who is signed in
    return visitor


def _signed_in(principal: Annotated[Principal | None, Depends(signed_in_or_none)]) -> Principal:
    if principal is None:
        raise NotSignedIn
    return principal


def _secretariat(principal: Annotated[Principal, Depends(_signed_in)]) -> Principal:
    if principal.role is not Role.SECRETARIAT:
        raise HTTPException(403, "Kun sekretariatet har adgang hertil.")
    return principal


def _signed_in_form(
    principal: Annotated[Principal, Depends(_signed_in)], form: PostedForm
) -> Principal:
    csrf = form.get("csrf")
    if not isinstance(csrf, str) or not hmac.compare_digest(csrf.encode(), principal.csrf.encode()):
        raise StaleForm
    return principal


def _secretariat_form(
    principal: Annotated[Principal, Depends(_secretariat)],
    _form: Annotated[Principal, Depends(_signed_in_form)],
) -> Principal:
    return principal


def csrf_token(session_secret: str) -> str:
    return hmac.digest(get_keys()[0], f"csrf:{session_secret}".encode(), "sha256").hex()


KeyReader = Annotated[Principal, Depends(_key)]
KeySecretariat = Annotated[Principal, Depends(_secretariat_key)]
Visitor = Annotated[Principal | None, Depends(signed_in_or_none)]
SignedIn = Annotated[Principal, Depends(_signed_in)]
SignedInForm = Annotated[Principal, Depends(_signed_in_form)]
Secretariat = Annotated[Principal, Depends(_secretariat)]
SecretariatForm = Annotated[Principal, Depends(_secretariat_form)]
GUARDS = {
    public: "alle",
    link: "partens link",
    _key: "API-nøgle: læse",
    _secretariat_key: "API-nøgle: sekretariat",
    signed_in_or_none: "alle",
    _signed_in: "logget ind",
    _signed_in_form: "logget ind med CSRF-nøgle",
    _secretariat: "sekretariat",
    _secretariat_form: "sekretariat med CSRF-nøgle",
}
