"""A one-time link by mail: asked for, sent, used once, and ended."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from actions.deliver_letters import deliver_letters
from actions.mail_signin_link import mail_signin_link
from actions.sign_in import invite_user
from api.doors import utc_now
from models.access import SigninLink, WebSession
from models.database import reading, transaction
from models.letter import Letter, MailboxMessage
from models.vocabulary import LetterKind, Role
from tests.builders import NOW
from tests.pages.browsing import HTML, Visitor, errors_in, words_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LISE = "lise@sekretariat.example.org"


@pytest.fixture
def lise(client: TestClient) -> str:
    with transaction() as session:
        return invite_user(session, LISE, Role.SECRETARIAT, NOW).email


def letters() -> list[Letter]:
    with reading() as session:
        return list(session.exec(select(Letter).order_by(col(Letter.id))))


def link_in_mail() -> str:
    """The path in the newest mail that arrived in the built-in mailbox."""
    deliver_letters(utc_now())
    with reading() as session:
        newest = select(MailboxMessage.raw).order_by(col(MailboxMessage.id).desc()).limit(1)
        message = message_from_bytes(session.exec(newest).one(), policy=policy.default)
    plain, rich = (part.get_content() for part in message.walk() if not part.is_multipart())
    found = re.findall(r"/signin/[A-Za-z0-9_-]{28}", plain)
    assert len(found) == 1
    assert found[0] in rich
    return str(found[0])


def test_asking_mails_a_link_that_signs_in_once(client: TestClient, lise: str) -> None:
    visitor = Visitor(client)
    assert visitor.post("/signin", {"email": LISE.upper()}).status_code == 200
    path = link_in_mail()

    assert visitor.get(path).status_code == 200
    assert visitor.get(path).status_code == 200  # a mail scanner uses nothing up

    answer = visitor.post(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Path=/"))
    assert "Secure" not in cookie
    assert client.get("/", headers=HTML).status_code == 200

    client.cookies.clear()
    again = visitor.post(path)
    assert again.status_code == 410
    assert errors_in(again) == ["Linket er brugt eller udløbet. Bed om et nyt."]


def test_under_https_the_cookie_is_secure(
    client: TestClient, lise: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Visitor(client).post("/signin", {"email": LISE})
    path = link_in_mail()
    from models.settings import get_settings

    monkeypatch.setattr(get_settings(), "base_url", "https://rammeaftale.example.org")
    assert "Secure" in Visitor(client).post(path).headers["set-cookie"]


def test_the_answer_does_not_tell_who_is_known(client: TestClient, lise: str) -> None:
    visitor = Visitor(client)
    known, unknown = (
        words_of(visitor.post("/signin", {"email": email})).replace(email, "…")
        for email in (LISE, "nobody@elsewhere.example.org")
    )
    assert known == unknown
    assert [letter.to_address for letter in letters()] == [LISE]


def test_the_database_cannot_sign_anybody_in(client: TestClient, lise: str) -> None:
    Visitor(client).post("/signin", {"email": LISE})
    token = link_in_mail().rpartition("/")[2]
    (letter,) = letters()
    assert letter.kind is LetterKind.SIGNIN_LINK
    with reading() as session:
        (link,) = session.exec(select(SigninLink)).all()
    assert letter.source is not None
    assert token.encode() not in letter.source
    assert token not in f"{letter} {link}"


@pytest.mark.parametrize(("seconds", "queued"), [(0, 1), (59, 1), (60, 2), (600, 2)])
def test_a_second_link_within_a_minute_is_not_mailed(
    client: TestClient, lise: str, seconds: int, queued: int
) -> None:
    for moment in (NOW, NOW + timedelta(seconds=seconds)):
        with transaction() as session:
            mail_signin_link(session, LISE, moment)
    assert len(letters()) == queued


@pytest.mark.parametrize("email", ["", "lise", "a b@c.dk", '"x\r\nRCPT TO:<e@x>"@d.dk', "a@b"])
def test_what_is_no_address_is_told_with_what_was_typed(
    client: TestClient, lise: str, email: str
) -> None:
    answer = Visitor(client).post("/signin", {"email": email})
    assert answer.status_code == 422
    assert len(errors_in(answer)) == 1
    assert letters() == []


def test_an_old_link_has_ended(client: TestClient, lise: str) -> None:
    Visitor(client).post("/signin", {"email": LISE})
    path = link_in_mail()
    with transaction() as session:
        link = session.exec(select(SigninLink)).one()
        link.expires_at = datetime.fromisoformat("2020-01-01T00:00:00Z")
    assert Visitor(client).post(path).status_code == 410


def test_signing_out_ends_the_session(desk: Visitor) -> None:
    answer = desk.post("/signout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin")
    with reading() as session:
        assert session.exec(select(WebSession)).all() == []
    assert desk.get("/").headers["location"] == "/signin"


def test_whoever_is_signed_in_is_not_asked_again(desk: Visitor) -> None:
    assert desk.get("/signin").headers["location"] == "/"
