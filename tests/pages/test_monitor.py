"""The monitor: how far a round is, to anyone, without a name of a person."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from actions.end_round import cancel_round, close_round
from actions.load import clock_of
from models.database import reading, transaction
from models.reference import parties
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import Outcome
from tests.builders import NOW, answer, answer_all, sandbox_round
from tests.dump import dump
from tests.pages.browsing import HTML, words_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PARTY = "320"


def monitor_of(*, names: bool = False, answered: bool = True, start: bool = True) -> str:
    """The path of a new round's monitor; Faxe has answered unless said."""
    with transaction() as session:
        round_ = sandbox_round(session, start=start)
        round_.names_parties = names
        if start and answered:
            answer(session, round_, PARTY)
        return f"/m/{round_.monitor_code}"


def test_deadline_and_count_stand_first(client: TestClient) -> None:
    words = words_of(client.get(monitor_of(), headers=HTML))
    assert "Har svaret 1 af 18" in words
    assert "1 har godkendt" in words
    assert "17 mangler at svare" in words
    assert "Frist, til og med Tirsdag den 1. december 2020 84 dage tilbage" in words
    assert "Ude til godkendelse" in words
    assert "Godkendelse i kommunerne og regionen 8. september 2020" in words


def test_without_consent_no_party_is_named(client: TestClient) -> None:
    page = client.get(monitor_of(), headers=HTML)
    words = words_of(page)
    assert not [p.name for p in parties().values() if re.search(rf"\b{p.name} Kommune\b", words)]
    assert "tile-map" not in page.text


@pytest.mark.parametrize("names", [False, True])
def test_no_person_is_ever_named(client: TestClient, names: bool) -> None:
    page = client.get(monitor_of(names=names), headers=HTML).text
    with reading() as session:
        contacts = session.exec(select(Contact)).all()
        seats = session.exec(select(Seat)).all()
    assert len(contacts) == len(seats) == 18
    assert "Anna Ø" not in page
    assert not [c for c in contacts if c.email in page or c.name in page]


def test_with_consent_each_party_stands_in_the_table_and_on_the_map(client: TestClient) -> None:
    page = client.get(monitor_of(names=True), headers=HTML)
    rows = re.findall(r"<tr><th scope=\"row\">([^<]+)</th><td>.*?>([^<]+)</span>", page.text)
    assert len(rows) == 18
    assert [name for name, state in rows if state == "Har svaret"] == ["Faxe Kommune"]
    assert {state for _, state in rows} == {"Har svaret", "Mangler"}
    (picture,) = re.findall(r"<svg class=\"tile-map\".*?</svg>", page.text, re.DOTALL)
    assert 'role="img"' in picture
    assert "1 af 18 har svaret" in picture
    assert picture.count("<rect") == picture.count("<text") == 18
    assert picture.count("<path") == 1


def test_who_stands_in_the_way_is_counted_and_named_only_by_consent(client: TestClient) -> None:
    for names in (False, True):
        path = monitor_of(names=names, answered=False)
        with transaction() as session:
            round_ = session.exec(select(Round).where(Round.monitor_code == path[3:])).one()
            answer(session, round_, PARTY, outcome=Outcome.REJECTED)
        words = words_of(client.get(path, headers=HTML))
        assert "1 har ikke godkendt" in words
        assert ("Faxe Kommune Har svaret Har ikke godkendt" in words) is names


def test_looking_changes_nothing_and_leaves_no_cookie(client: TestClient) -> None:
    path = monitor_of(names=True)
    with reading() as session:
        before = dump(session)
    for method in ("GET", "HEAD"):
        got = client.request(method, path, headers=HTML)
        assert got.status_code == 200
        assert "set-cookie" not in got.headers
    with reading() as session:
        assert dump(session) == before


@pytest.mark.parametrize(
    ("asked", "renews"), [("", False), ("?auto=true", True), ("?auto=false", False)]
)
def test_only_a_wall_screen_renews_itself(client: TestClient, asked: str, renews: bool) -> None:
    page = client.get(monitor_of() + asked, headers=HTML)
    assert ("monitor.js" in page.text) is renews
    assert ("Stop det" in words_of(page)) is renews
    assert 'http-equiv="refresh"' not in page.text


@pytest.mark.parametrize(
    "code", ["nosuchmonitor", "x" * 5_000, "%00", "a%20b", "%F0%9F%98%80", "1' OR '1'='1"]
)
def test_an_unknown_monitor(client: TestClient, code: str) -> None:
    monitor_of()
    assert client.get(f"/m/{code}", headers=HTML).status_code == 404
    assert client.get(f"/m/{code}").headers["content-type"] == "application/problem+json"


def test_a_draft_a_closed_and_a_cancelled_round_say_so(client: TestClient) -> None:
    path = monitor_of(start=False)
    assert "ikke sendt ud til godkendelse endnu" in words_of(client.get(path, headers=HTML))

    path = monitor_of(answered=False)
    with transaction() as session:
        round_ = session.exec(select(Round).where(Round.id == 2)).one()
        answer_all(session, round_, NOW)
        close_round(session, round_, clock_of(round_, NOW), "tester")
    words = words_of(client.get(path, headers=HTML))
    assert "Godkendt af alle parter" in words
    assert "Ingen mangler" in words
    assert "dage tilbage" not in words

    path = monitor_of()
    with transaction() as session:
        round_ = session.exec(select(Round).where(Round.id == 3)).one()
        cancel_round(session, round_, "Anna Ø bad om det", clock_of(round_, NOW), "tester")
    page = client.get(path, headers=HTML)
    assert "Runden er annulleret" in words_of(page)
    assert "Anna Ø" not in page.text
