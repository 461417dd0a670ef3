"""A closed round is read by its links for a set time; then every one of its pages says so."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from actions.end_links import end_all_links
from actions.end_round import close_round
from actions.load import clock_of, seat_by_code
from actions.reopen_round import reopen_round
from models.database import transaction
from models.round import Round
from models.settings import get_settings
from tests.builders import BY, NOW, answer, danish, sandbox_round
from tests.databases import sqlite_only
from tests.pages.browsing import HTML, words_of
from tests.pages.links import JSON, PARTY, token_of
from tests.pages.test_guards import routes_of

pytestmark = sqlite_only


@pytest.fixture
def token(client: TestClient) -> str:
    """Of a party that answered, in a round that was closed since."""
    with transaction() as session:
        round_ = sandbox_round(session)
        answer(session, round_, PARTY)
        round_.clock = danish("2020-12-02 09:00")
        close_round(session, round_, round_.clock, BY)
        return token_of(session, round_)


def days_go_by(days: int) -> None:
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        round_.clock = clock_of(round_, NOW) + timedelta(days=days)


def test_until_the_last_day_and_not_after(client: TestClient, token: str) -> None:
    shown = words_of(client.get(f"/s/{token}", headers=HTML))
    assert "Siden kan læses til og med 2. marts 2021" in shown
    days_go_by(90)
    assert client.get(f"/s/{token}", headers=HTML).status_code == 200
    days_go_by(1)
    gone = client.get(f"/s/{token}", headers=HTML)
    assert (gone.status_code, "Linket kan ikke længere læses" in words_of(gone)) == (410, True)
    assert "til og med 02.03.2021" in words_of(gone)
    assert client.get(f"/s/{token}", headers=JSON).json()["readable_until"] == "2021-03-02"
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        reopen_round(session, round_, "Et svar manglede.", clock_of(round_, NOW), BY)
    assert client.get(f"/s/{token}", headers=HTML).status_code == 200


def test_no_page_and_no_file_stays_behind(client: TestClient, token: str) -> None:
    days_go_by(91)
    paths = [
        route.path or ""
        for route in routes_of(client.app)  # type: ignore[arg-type]
        if (route.path or "").startswith("/s/{token}") and "GET" in (route.methods or ())
    ]
    assert len(paths) >= 10
    for path in paths:
        answered = client.get(path.format(token=token, position=1, number=1), headers=HTML)
        assert answered.status_code == 410, path


def test_no_new_link_is_sent_to_what_cannot_be_read(client: TestClient, token: str) -> None:
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        seat = seat_by_code(session, round_, PARTY)
        end_all_links(session, round_, seat, clock_of(round_, NOW), BY)
    asked = {"confirm": "true"}
    assert client.post(f"/s/{token}/new-link", data=asked, headers=HTML).status_code == 200
    days_go_by(91)
    late = client.post(f"/s/{token}/new-link", data=asked, headers=HTML)
    assert (late.status_code, "kunne læses til" in words_of(late)) == (410, True)


def test_how_long_is_a_setting(
    client: TestClient, token: str, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("RAMMEAFTALE_LINKS_READABLE_DAYS", "0")
    get_settings.cache_clear()
    assert client.get(f"/s/{token}", headers=HTML).status_code == 200
    days_go_by(1)
    assert client.get(f"/s/{token}", headers=HTML).status_code == 410
