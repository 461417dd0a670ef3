"""Requests that are no answer at all: broken JSON, false files, too much of anything."""

import pytest
from fastapi.testclient import TestClient

from api.limits import BODY_LIMIT
from api.pages.party_input import JSON_LIMIT
from rules.files import MAX_BYTES
from tests.pages.browsing import HTML
from tests.pages.links import FORM, JSON, is_problem, rows

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
PDF = b"%PDF-1.7 minutes"
BODIES: list[tuple[bytes, str]] = [
    (b"", "body"),
    (b"{", "body"),
    (b"[]", "body"),
    (b"null", "body"),
    (b'"approved"', "body"),
    (b"[" * 100_000, "body"),
    (b'{"name": "\\ud800"}', "body"),
    (b"\xff\xfe{}", "body"),
]


@pytest.mark.parametrize(("body", "field"), BODIES)
def test_what_is_no_answer_at_all(client: TestClient, token: str, body: bytes, field: str) -> None:
    before = rows()
    sent = {"Content-Type": "application/json"}
    is_problem(client.post(f"/s/{token}/answer", content=body, headers=sent), 422, field)
    assert rows() == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("udskrift.pdf", PNG),
        ("udskrift.png", PDF),
        ("udskrift.pdf", b"<html><script>alert(1)</script>"),
        ("udskrift.exe", b"MZ\x90\x00"),
        ("udskrift", PDF),
        ("udskrift.pdf.html", PDF),
        ("udskrift.docx", b"PK\x03\x04docx"),
        ("udskrift.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("udskrift.pdf", b""),
        ("...", PDF),
        ("udskrift.pdf", PDF + b"\0" * MAX_BYTES),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else f"{len(value)}B",
)
def test_a_file_that_is_no_minutes(
    client: TestClient, token: str, name: str, content: bytes
) -> None:
    before = rows()
    sent = {"evidence": (name, content, "application/pdf")}
    answer = client.post(f"/s/{token}/answer", data=FORM, files=sent, headers=HTML)
    assert answer.status_code == 422
    assert 'href="#answer-evidence"' in answer.text
    assert 'id="answer-evidence-error"' in answer.text
    assert rows() == before


def test_a_path_in_a_files_name_is_no_path(client: TestClient, token: str) -> None:
    sent = {"evidence": ("..\\..\\etc/pass<w>d.pdf", PDF, "application/pdf")}
    assert client.post(f"/s/{token}/answer", data=FORM, files=sent).status_code == 303
    shown = client.get(f"/s/{token}", headers=JSON).json()["answer"]["evidence"]
    assert shown["filename"] == "passwd.pdf"


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"x" * (BODY_LIMIT + 1), "application/json", 413),
        (b'{"name": "' + b"x" * JSON_LIMIT + b'"}', "application/json", 413),
        (b"hej", "text/plain", 415),
        (b"<answer/>", "application/xml", 415),
        (b"no boundary", "multipart/form-data", 400),
        (b"", "", 415),
    ],
    ids=["huge", "large", "text", "xml", "broken", "none"],
)
def test_a_body_that_is_not_taken(
    client: TestClient, token: str, content: bytes, media: str, status: int
) -> None:
    before = rows()
    sent = {"Content-Type": media} if media else {}
    answer = client.post(f"/s/{token}/answer", content=content, headers={**JSON, **sent})
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    page = client.post(f"/s/{token}/answer", content=content, headers={**HTML, **sent})
    assert page.status_code == status
    assert rows() == before
