"""A bot hears 429 and how long to wait; who shares its address is not locked out."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from actions.load import contacts_of
from actions.read_feed import party_feed_token
from actions.round_calendar import round_calendar_token
from api import limits
from models.database import transaction
from models.round import Round
from models.seat import Seat
from tests.builders import NOW, real_round
from tests.load.builders import Party, parties_of
from tests.web import application

JSON = {"Accept": "application/json"}
HTML = {"Accept": "text/html"}
GETS = 30
NOBODYS = "/s/" + "x" * 28
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def parties(engine: Engine) -> list[Party]:
    with transaction(engine) as session:
        return parties_of(session, real_round(session, NOW))


@pytest.fixture
def browser(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Everything asked through it comes from one address, and all in one instant."""
    monkeypatch.setattr(limits, "monotonic", lambda: 1000.0)
    monkeypatch.setattr(limits, "GETS_PER_MINUTE", GETS)
    with TestClient(application()) as client:
        yield client


def flood(browser: TestClient, path: str, times: int) -> int:
    """How many of them were answered 429."""
    return sum(browser.get(path, headers=JSON).status_code == 429 for _ in range(times))


@sqlite_only
def test_an_address_that_guesses_links_is_told_to_wait_and_its_parties_are_not(
    browser: TestClient, parties: list[Party]
) -> None:
    assert flood(browser, NOBODYS, limits.UNKNOWN_PER_MINUTE + 5) == 5
    refused = browser.get(NOBODYS, headers=HTML)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "Vent lidt" in refused.text
    assert refused.headers["Content-Type"].startswith("text/html")
    for party in parties:
        assert browser.get(f"/s/{party.token}", headers=JSON).status_code == 200
    assert browser.get(f"/s/{parties[0].token[:-1]}x", headers=JSON).status_code == 429


@sqlite_only
def test_calendars_that_are_fetched_from_one_address_do_not_wait_for_a_guesser(
    browser: TestClient, parties: list[Party]
) -> None:
    """Calendar programs fetch from their makers' servers, many subscribers behind one address."""
    flood(browser, "/calendar/" + "x" * 28, limits.UNKNOWN_PER_MINUTE)
    with transaction() as session:
        round_ = session.get_one(Round, 1)
        addresses = [f"/round-calendar/{round_calendar_token(session, round_)}.ics"]
        for party in parties:
            seat = session.get_one(Seat, party.seat_id)
            token = party_feed_token(seat, contacts_of(session, seat)[0])
            addresses.append(f"/calendar/{token}.ics")
    assert [browser.get(address).status_code for address in addresses] == [200] * len(addresses)
    assert browser.get(f"/round-calendar/{'y' * 28}").status_code == 429
    assert browser.get(f"/calendar/{parties[0].token}").status_code == 429
    assert flood(browser, addresses[1], GETS + 4) == 5


@sqlite_only
def test_a_link_has_a_limit_of_its_own_however_it_is_written(
    browser: TestClient, parties: list[Party]
) -> None:
    path = f"/s/{parties[0].token}"
    assert flood(browser, path, GETS // 2) == 0
    assert flood(browser, path + ".", GETS // 2 + 5) == 5
    refused = browser.get(path, headers=JSON)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "2")
    assert refused.json()["status"] == 429
    assert browser.get(f"/s/{parties[1].token}", headers=JSON).status_code == 200
