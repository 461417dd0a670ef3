"""The built-in mailbox in the browser: found, read as a recipient, downloaded as it arrived."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from actions.deliver_letters import deliver_letters
from actions.read_mailbox import newest_first
from api.doors import utc_now
from models.database import reading, transaction
from models.letter import MailboxMessage
from models.round import Round
from tests.builders import answer, sandbox_round
from tests.dump import dump
from tests.pages.browsing import Visitor, words_of
from tests.pages.links import JSON, token_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FAXE = "faxe@example.org"
RAW = b"From: <a@example.org>\r\nTo: <b@example.org>\r\nSubject: =?utf-8?q?S=C3=B8ren?=\r\n"


@pytest.fixture
def delivered(client: TestClient) -> None:
    """Two sandbox rounds are out; in the second Faxe has answered."""
    with transaction() as session:
        sandbox_round(session)
        answer(session, sandbox_round(session), "320")
    assert deliver_letters(utc_now(), sandbox=True) == 37


def put(raw: bytes, recipient: str = "b@example.org") -> int:
    with transaction() as session:
        message = MailboxMessage(
            received_at=utc_now(), sender="a@example.org", recipient=recipient, subject="X", raw=raw
        )
        session.add(message)
        session.flush()
        return message.id or 0


def listed(desk: Visitor, query: str = "") -> list[int]:
    page = desk.get(f"/mailbox{query}")
    assert page.status_code == 200
    return [int(found) for found in re.findall(r'href="/mailbox/([0-9]+)"', page.text)]


def test_the_list_is_newest_first_and_says_what_it_is(desk: Visitor, delivered: None) -> None:
    assert listed(desk) == list(range(37, 0, -1))
    words = words_of(desk.get("/mailbox"))
    assert "træder i stedet for de rigtige modtagere" in words
    assert "Runde 1, øvelse" in words
    assert "Runde 2, øvelse" in words


def test_it_is_searched(desk: Visitor, delivered: None) -> None:
    found = {
        "?recipient=faxe": 3,
        "?recipient=FAXE@example.org": 3,
        "?recipient=faxe&round=2": 2,
        "?round=1": 18,
        "?round=2&recipient=": 19,
        "?round=3": 0,
        "?recipient=%25": 0,
        "?recipient=_axe": 0,
        "?before=20": 19,
        "?before=1": 0,
    }
    assert {query: len(listed(desk, query)) for query in found} == found


@pytest.mark.parametrize(
    "query", ["?round=x", "?round=-1", "?before=x", "?before=-1", f"?before={10**30}"]
)
def test_a_search_that_means_nothing(desk: Visitor, query: str) -> None:
    assert desk.get(f"/mailbox{query}").status_code == 422


def test_many_mails_come_in_pages(desk: Visitor) -> None:
    for _ in range(103):
        put(RAW + b"\r\nhej")
    first = listed(desk)
    assert first == list(range(103, 53, -1))
    assert 'href="/mailbox?recipient=&amp;round=&amp;before=54"' in desk.get("/mailbox").text
    assert listed(desk, "?before=54") == list(range(53, 3, -1))
    assert listed(desk, "?before=4") == [3, 2, 1]


def test_a_round_is_found_behind_many_other_mails(desk: Visitor, delivered: None) -> None:
    for _ in range(150):
        put(RAW + b"\r\nhej")
    assert len(listed(desk, "?round=1")) == 18
    with reading() as session:
        assert len(newest_first(session, round_id=1, limit=5)) == 5


def test_a_mail_is_read_as_its_recipient_reads_it(desk: Visitor, delivered: None) -> None:
    with reading() as session:
        token = token_of(session, session.exec(select(Round).where(Round.id == 1)).one())
    (number,) = listed(desk, "?recipient=faxe&round=1")
    page = desk.get(f"/mailbox/{number}")
    words = words_of(page)
    assert f'<a href="http://127.0.0.1:8000/s/{token}"' in page.text
    assert "Fra &#34;Fælleskommunalt" in page.text or "Fælleskommunalt sekretariat" in words
    assert "Den 8. september 2020 kl. 08.00" in words
    assert "Kære Kontaktperson i Faxe Kommune" in words
    assert 'href="/rounds/1"' in page.text
    assert "Vedhæftet 00 Forslag til sagsfremstilling - Faxe Kommune.docx" in words
    last = re.findall(rf"/mailbox/{number}/files/([0-9]+)", page.text)[-1]
    got = desk.get(f"/mailbox/{number}/files/{last}")
    assert got.content.startswith(b"%PDF")
    assert got.headers["content-disposition"].startswith("attachment;")
    assert desk.get(f"/mailbox/{number}/files/{int(last) + 1}").status_code == 404


def test_the_html_part_is_shown_without_any_power(desk: Visitor, delivered: None) -> None:
    html = desk.get("/mailbox/1/html")
    policy = html.headers["content-security-policy"]
    assert html.status_code == 200
    assert "default-src 'none'" in policy
    assert policy.endswith("; sandbox")
    assert "script" not in policy
    assert "Kære" in html.text


def test_the_source_is_what_arrived(desk: Visitor) -> None:
    number = put(RAW + b"\r\nhej \xe6\r\n")
    got = desk.get(f"/mailbox/{number}/raw")
    assert got.content == RAW + b"\r\nhej \xe6\r\n"
    assert got.headers["content-type"] == "message/rfc822"
    assert got.headers["content-disposition"].startswith(
        f'attachment; filename="mail-{number}.eml"'
    )


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"", "(uden emne)"),
        (b"\xff\xfe\x00\x01", "(uden emne)"),
        (RAW + b"Date: nonsense\r\n\r\nhej", "Søren"),
        (RAW + b"Content-Type: text/plain; charset=nosuch\r\n\r\nhej \xc3\xa6", "hej æ"),
        (RAW + b"Content-Type: text/html\r\n\r\n<p>hej", "Søren"),
        (RAW + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhej", "hej"),
        (RAW + b"\r\n<script>alert(1)</script>", "&lt;script&gt;"),
        (RAW + b"Content-Disposition: attachment\r\n\r\nhej", "fil-1"),
        (RAW + b'Content-Disposition: attachment; filename="a<b>.pdf"\r\n\r\n', "a&lt;b&gt;.pdf"),
        (RAW + b"\r\njavascript:alert(1) https://x.dk/a.", 'href="https://x.dk/a"'),
    ],
)
def test_whatever_arrived_can_be_opened(desk: Visitor, raw: bytes, shown: str) -> None:
    page = desk.get(f"/mailbox/{put(raw)}")
    assert page.status_code == 200
    assert shown in page.text
    assert "<script>alert" not in page.text
    assert 'href="javascript' not in page.text


def test_what_is_not_there(desk: Visitor) -> None:
    number = put(RAW + b"\r\nhej")
    for path in ("/mailbox/99", "/mailbox/99/raw", "/mailbox/99/html", f"/mailbox/{number}/html"):
        assert desk.get(path).status_code == 404
    for path in ("/mailbox/0", "/mailbox/x", f"/mailbox/{10**30}"):
        assert desk.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/mailbox", "/mailbox/1", "/mailbox/1/html", "/mailbox/1/raw"])
def test_only_the_secretariat_reads_it(stranger: Visitor, reader: Visitor, path: str) -> None:
    put(RAW + b"\r\nhej")
    assert stranger.get(path).headers["location"] == "/signin"
    assert stranger.get(path, **JSON).status_code == 401
    assert reader.get(path).status_code == 403


def test_reading_changes_nothing(desk: Visitor, delivered: None) -> None:
    with reading() as session:
        before = dump(session)
    for path in ("", "?recipient=faxe", "/1", "/1/html", "/1/raw"):
        for method in ("GET", "HEAD"):
            desk.client.request(method, f"/mailbox{path}", headers=desk._headers({}))
    with reading() as session:
        assert dump(session) == before
