"""Calendars to subscribe to: valid, stable, secret, and no right to answer."""

from datetime import date

import pytest
from fastapi.testclient import TestClient
from icalendar import Event
from sqlmodel import select

from actions.end_links import end_links
from actions.extend_round import extend_round
from actions.load import clock_of, contacts_of, seat_by_code
from actions.read_feed import party_feed_token
from models.database import transaction
from models.round import Round
from tests.builders import NOW, answer, sandbox_round
from tests.pages.browsing import HTML
from tests.pages.links import ANSWER, token_of
from tests.reports.test_feed import events_in

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def started() -> tuple[str, str, str]:
    """The calendar's token of Faxe, its link's, and the monitor's code."""
    with transaction() as session:
        round_ = sandbox_round(session)
        seat = seat_by_code(session, round_, "259")
        (contact,) = contacts_of(session, seat)
        return (
            party_feed_token(seat, contact),
            token_of(session, round_, "259"),
            round_.monitor_code,
        )


def entries(client: TestClient, path: str) -> dict[str, Event]:
    answer_ = client.get(path)
    assert answer_.status_code == 200
    assert answer_.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer_.headers["cache-control"] == "no-store"
    lines = answer_.content.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    return {str(event["UID"]).partition("@")[0]: event for event in events_in(answer_.content)}


def test_a_partys_dates(client: TestClient) -> None:
    token, link, _ = started()
    found = entries(client, f"/calendar/{token}.ics")
    assert found == entries(client, f"/calendar/{token}")
    deadline = found["round-1-deadline"]
    assert (deadline.start, deadline.end) == (date(2020, 12, 1), date(2020, 12, 2))
    assert found["round-1-item-final"].start == date(2020, 10, 29)
    assert found["round-1-step-kkr_approval"].start == date(2020, 9, 7)
    assert f"/calendar/{token}.ics" in client.get(f"/s/{link}", headers=HTML).text
    assert client.head(f"/calendar/{token}").status_code == 200


def test_what_is_answered_asks_for_nothing_more(client: TestClient) -> None:
    token, _, _ = started()
    with transaction() as session:
        answer(session, session.exec(select(Round)).one(), "259")
    assert {key for key in entries(client, f"/calendar/{token}") if "step" not in key} == set()


def test_a_moved_date_is_the_same_entry_and_newer(client: TestClient) -> None:
    _, _, code = started()
    before = entries(client, f"/m/{code}/calendar")["round-1-deadline"]
    assert before.to_ical() == entries(client, f"/m/{code}/calendar")["round-1-deadline"].to_ical()
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        extend_round(session, round_, date(2021, 1, 29), "x", clock_of(round_, NOW), "user:1")
    after = entries(client, f"/m/{code}/calendar")["round-1-deadline"]
    assert (after["UID"], after.start) == (before["UID"], date(2021, 1, 29))
    assert int(str(after["SEQUENCE"])) > int(str(before["SEQUENCE"]))


def test_neither_address_is_the_other(client: TestClient) -> None:
    token, link, _ = started()
    assert client.get(f"/calendar/{link}").status_code == 404
    assert client.get(f"/s/{token}", headers=HTML).status_code == 404
    assert client.post(f"/s/{token}/answer", json=ANSWER).status_code == 404
    assert client.get(f"/calendar/{token[:-1]}").status_code == 404
    assert client.get("/m/nothing/calendar").status_code == 404


def test_it_ends_with_the_contacts_links(client: TestClient) -> None:
    token, _, _ = started()
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        seat = seat_by_code(session, round_, "259")
        (contact,) = contacts_of(session, seat)
        end_links(session, round_, seat, contact.id or 0, clock_of(round_, NOW), "user:1")
    assert client.get(f"/calendar/{token}").status_code == 410
