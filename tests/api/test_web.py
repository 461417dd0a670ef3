"""What holds at every address: headers, sizes, limits, and HEAD as GET without its body."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api import health, limits
from api.app import create_app
from api.headers import HEADERS
from api.v1 import create_api
from models.database import transaction
from rules.files import MAX_BYTES
from tests.api.program import API, Program, problem
from tests.builders import sandbox_round
from tests.databases import sqlite_only
from tests.pages.test_guards import routes_of

pytestmark = sqlite_only
ADDRESSES = [
    *("/", "/signin", "/healthz", "/readyz", "/metrics", "/static/icon.svg", "/static/nope"),
    *("/nope", "/s/nope", "/m/nope", "/rounds/1", "/mailbox"),
    *(f"{API}/rounds", f"{API}/nope", f"{API}/openapi.json", f"{API}/rounds/x"),
]
METHODS = ["GET", "POST", "HEAD", "OPTIONS", "DELETE"]
TOO_LARGE = limits.BODY_LIMIT + 1
CHUNK = b"x" * 1024 * 1024


def unmeasured() -> Iterator[bytes]:
    """More than is allowed, without a Content-Length."""
    for _ in range(TOO_LARGE // len(CHUNK) + 2):
        yield CHUNK


def every_route() -> set[tuple[str, str]]:
    """Method and an address of all that the application and what is mounted in it answer."""
    return {
        (method, prefix + re.sub(r"\{[^}]+\}", "1", route.path or ""))
        for prefix, app in (("", create_app()), (API, create_api()))
        for route in routes_of(app)
        for method in route.methods or ()
    }


def test_every_answer_has_the_security_headers(client: TestClient) -> None:
    lacking = []
    routes = every_route()
    assert len(routes) > 200
    for method, path in sorted({*product(METHODS, ADDRESSES), *routes}):
        answer = client.request(method, path, follow_redirects=False)
        assert answer.status_code < 500 or path == "/readyz", (method, path)
        stored = "public, max-age=3600" if path.startswith("/static/") else "no-store"
        wanted = {**HEADERS, "Cache-Control": stored}
        found = {name: answer.headers.get(name) for name in wanted}
        if found != wanted or "server" in answer.headers:
            lacking.append((method, path, found))
    assert lacking == []


def test_an_unexpected_error_has_them_too_and_tells_nothing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(health, "readiness", fail)
    answer = client.get("/metrics")
    problem(answer, 500)
    assert "secret" not in answer.text
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    page = client.get("/metrics", headers={"Accept": "text/html"})
    assert page.status_code == 500
    assert page.headers["content-type"].startswith("text/html")


def test_https_is_kept_where_the_address_says_so(
    environment: pytest.MonkeyPatch, engine: Engine
) -> None:
    from models.settings import get_settings

    environment.setenv("RAMMEAFTALE_BASE_URL", "https://rammeaftale.example.org")
    get_settings.cache_clear()
    with TestClient(create_app()) as client:
        answer = client.get("/healthz")
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        own = {"Origin": "https://rammeaftale.example.org"}
        assert client.post("/healthz", headers=own).status_code == 405
        assert client.post("/healthz", headers={"Origin": "https://x"}).status_code == 403


def test_head_is_get_without_its_body(secretariat: Program, engine: Engine) -> None:
    with transaction(engine) as session:
        sandbox_round(session)
    key = {"Authorization": f"Bearer {secretariat.key}"}
    for path in ADDRESSES:
        got = secretariat.client.get(path, headers=key, follow_redirects=False)
        head = secretariat.client.head(path, headers=key, follow_redirects=False)
        assert head.status_code == got.status_code, path
        assert head.content == b""
        assert dict(head.headers) == dict(got.headers), path


@pytest.mark.parametrize(
    "path", [f"{API}/rounds", f"{API}/rounds/1/documents", "/s/nope/answer", "/rounds/1/contacts"]
)
def test_a_body_that_says_it_is_too_large_is_not_read(secretariat: Program, path: str) -> None:
    headers = {
        "Authorization": f"Bearer {secretariat.key}",
        "Content-Length": str(TOO_LARGE),
        "Accept": "application/json",
    }
    problem(secretariat.client.post(path, content=b"x", headers=headers), 413)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/rounds", "application/json"),
        ("/rounds/1/documents", "multipart/form-data; boundary=x"),
        ("/rounds/1/contacts", "application/json"),
    ],
)
def test_a_body_that_grows_too_large_is_cut_off(secretariat: Program, path: str, kind: str) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'

    def body() -> Iterator[bytes]:
        yield head if "multipart" in kind else b'"'
        yield from unmeasured()

    answer = secretariat.send("POST", path, content=body(), headers={"Content-Type": kind})
    problem(answer, 413)


def test_the_largest_document_fits(secretariat: Program, engine: Engine) -> None:
    with transaction(engine) as session:
        sandbox_round(session, start=False)
    file = {"file": ("a.pdf", b"%PDF-1.7".ljust(MAX_BYTES), "application/pdf")}
    assert secretariat.send("POST", "/rounds/1/documents", files=file).status_code == 201


@pytest.mark.parametrize("charset", ["undefined", "utf-7", "a\0b"])
def test_a_form_in_no_charset_is_a_bad_request(client: TestClient, charset: str) -> None:
    """Python knows some that make half a character (»+2AA-«), and some that fail in ways of their
    own."""
    part = b'--x\r\nContent-Disposition: form-data; name="1.text"\r\n\r\n+2AA-\r\n--x--\r\n'
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    problem(client.post("/s/nope/answer", content=part, headers={"Content-Type": kind}), 400)


@pytest.mark.parametrize("length", ["abc", "-1", "1e9", "99999999999999999999999"])
def test_a_length_that_is_no_number_is_no_reason_to_fall(client: TestClient, length: str) -> None:
    answer = client.post("/nope", content=b"x", headers={"Content-Length": length})
    assert answer.status_code in {400, 404, 405, 413}


class Watch:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_whoever_waits_as_told_is_let_in_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch()
    monkeypatch.setattr(limits, "monotonic", watch)
    answers = [client.get("/s/nope").status_code for _ in range(limits.UNKNOWN_PER_MINUTE)]
    assert set(answers) == {404}
    refused = client.get("/s/nope", headers={"Accept": "application/json"})
    problem(refused, 429)
    wait = int(refused.headers["Retry-After"])
    assert 0 < wait <= 60
    watch.now += wait
    assert client.get("/s/nope").status_code == 404
    assert client.get("/s/nope").status_code == 429


def test_programs_and_pages_have_no_such_limit(
    secretariat: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "monotonic", Watch())
    for _ in range(limits.UNKNOWN_PER_MINUTE + 5):
        assert secretariat.get("/rounds").status_code == 200
        assert secretariat.client.get("/healthz").status_code == 200
