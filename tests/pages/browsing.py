"""A person at a browser without JavaScript: pages by `GET`, forms by `POST` with their CSRF key."""

import re
from html import unescape
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session

from actions.sign_in import invite_user, make_signin_token, sign_in
from api.doors import utc_now
from api.guards import COOKIE, csrf_token
from models.database import transaction
from models.vocabulary import Role
from tests.builders import NOW

HTML = {"Accept": "text/html"}


class Visitor:
    """Signed in with `role`, or nobody; `actor` is how events name the person."""

    def __init__(self, client: TestClient, role: Role | None = None) -> None:
        self.client = client
        self.secret = ""
        self.actor = ""
        if role is not None:
            with transaction() as session:
                self.actor, self.secret = signed_in(session, role)

    def get(self, path: str, **headers: str) -> Response:
        return self.client.get(path, headers=self._headers(headers))

    def post(
        self, path: str, values: dict[str, str] | None = None, files: Any = None, **headers: str
    ) -> Response:
        """With this visitor's CSRF key, unless `values` has another."""
        key = {"csrf": csrf_token(self.secret)} if self.secret else {}
        data = {**key, **(values or {})}
        return self.client.post(path, data=data, files=files, headers=self._headers(headers))

    @property
    def headers(self) -> dict[str, str]:
        """For a form that is sent as it stands."""
        return self._headers({})

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        cookie = {"Cookie": f"{COOKIE}={self.secret}"} if self.secret else {}
        return {**HTML, **cookie, **more}


def signed_in(session: Session, role: Role, name: str = "") -> tuple[str, str]:
    """A new user's actor and session secret; the sign-in happens now, whatever the test's time."""
    user = invite_user(session, f"{name or role}@sekretariat.example.org", role, NOW)
    now = utc_now()
    return f"user:{user.id}", sign_in(session, make_signin_token(session, user, now), now)


def words_of(answer: Response) -> str:
    """The page's text as it is read, without markup, in one line."""
    body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def errors_in(answer: Response) -> list[str]:
    """What the error summary says, in order."""
    summary = re.search(r'id="error-summary".*?</ul>', answer.text, re.DOTALL)
    lines = re.findall(r"<li>(.*?)</li>", summary[0], re.DOTALL) if summary else []
    return [unescape(re.sub(r"<[^>]+>", "", line)).strip() for line in lines]


def value_of(answer: Response, field: str) -> str:
    """What stands in the first text field of this name, or the one with this id, `extension-to`."""
    named = f' (?:id|name)="{re.escape(field)}"'
    text = re.search(rf"<textarea[^>]*{named}[^>]*>(.*?)</textarea>", answer.text, re.DOTALL)
    if text:
        return unescape(text[1])
    found = re.search(rf'<input[^>]*{named}[^>]* value="([^"]*)"', answer.text)
    return unescape(found[1]) if found else ""
