"""Calendars to subscribe to: valid, stable, secret, and no right to answer."""

import re
from datetime import date

import pytest
from fastapi.testclient import TestClient
from icalendar import Event
from sqlalchemy import Engine
from sqlmodel import select

from actions.end_links import end_links
from actions.end_round import cancel_round
from actions.extend_round import extend_round
from actions.load import clock_of, contacts_of, seat_by_code
from actions.move_step import move_step
from actions.read_feed import party_feed_token, read_party_feed
from actions.record_deadline import record_deadline
from actions.record_meetings import import_meetings
from actions.round_calendar import read_round_calendar, round_calendar_token
from models.database import reading, transaction
from models.round import Round
from models.vocabulary import DeadlineKind
from rules.calendars import GivenMeeting
from tests.builders import NOW, answer, danish, real_round, sandbox_round
from tests.pages.browsing import HTML, Visitor, words_of
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
    assert (
        client.get(f"/m/{code}/calendar.ics").content == client.get(f"/m/{code}/calendar").content
    )
    before = entries(client, f"/m/{code}/calendar")["round-1-deadline"]
    assert before.to_ical() == entries(client, f"/m/{code}/calendar")["round-1-deadline"].to_ical()
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        extend_round(session, round_, date(2021, 1, 29), "x", clock_of(round_, NOW), "user:1")
    after = entries(client, f"/m/{code}/calendar")["round-1-deadline"]
    assert (after["UID"], after.start) == (before["UID"], date(2021, 1, 29))
    assert int(str(after["SEQUENCE"])) > int(str(before["SEQUENCE"]))
    submission = entries(client, f"/m/{code}/calendar")["round-1-step-submission"]
    assert submission.start == date(2021, 1, 29)


def test_a_postponed_meeting_moves_in_every_calendar_and_ones_own_deadline_is_ones_own(
    client: TestClient,
) -> None:
    with transaction() as session:
        round_ = sandbox_round(session, start=False)
        lived = clock_of(round_, NOW)
        move_step(session, round_, "kkr_approval", date(2020, 10, 5), "x", lived, "user:1")
        own = DeadlineKind.INTERNAL, date(2020, 11, 15), "Os", "", lived, "user:1"
        record_deadline(session, round_, *own)
        code, token = round_.monitor_code, round_calendar_token(session, round_)
    public = entries(client, f"/m/{code}/calendar")
    ours = entries(client, f"/round-calendar/{token}.ics")
    for calendar in (public, ours):
        assert calendar["round-1-step-kkr_approval"].start == date(2020, 10, 5)
        assert calendar["round-1-step-sign_off"].start == date(2020, 10, 6)
    assert ours["round-1-own-deadline"].start == date(2020, 11, 15)
    assert "round-1-own-deadline" not in public


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


def test_a_cancelled_round_leaves_only_what_was_held(client: TestClient) -> None:
    """The address still answers, or the dates would stay in people's calendars."""
    token, _, code = started()
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        address = f"/round-calendar/{round_calendar_token(session, round_)}"
        cancel_round(session, round_, "Aftalen udgår", clock_of(round_, NOW), "user:1")
    for path in (f"/calendar/{token}", f"/m/{code}/calendar", address):
        found = entries(client, path)
        assert "round-1-step-kkr_approval" in found
        assert not found.keys() & {"round-1-deadline", "round-1-item-final", "round-1-decided"}
        assert max(event.start for event in found.values()) <= date(2020, 9, 8)


def test_the_secretariats_dates(client: TestClient, desk: Visitor) -> None:
    started()
    address = re.search(r"/round-calendar/[\w-]{28}\.ics", desk.get("/rounds/1").text)
    assert address
    found = entries(client, address[0])
    assert client.head(address[0]).status_code == 200
    assert len([key for key in found if key.startswith("round-1-council-")]) == 16
    assert found["round-1-decided"].start == date(2020, 11, 26)
    unknown = "Undtagen 2 parter, hvis mødedatoer ikke er kendt."
    assert str(found["round-1-decided"]["DESCRIPTION"]) == unknown
    assert "example.org" not in client.get(address[0]).text.replace("\r\n ", "")  # nobody's mail
    with transaction() as session:
        answer(session, session.exec(select(Round)).one(), "259")
    assert "round-1-council-259" not in entries(client, address[0])


def test_its_address_is_ended_at_the_desk(
    client: TestClient, desk: Visitor, reader: Visitor
) -> None:
    started()

    def address() -> str:
        with reading() as session:
            return round_calendar_token(session, session.exec(select(Round)).one())

    before = address()
    assert reader.post("/rounds/1/calendar-address").status_code == 403
    assert desk.post("/rounds/1/calendar-address").status_code == 303
    assert client.get(f"/round-calendar/{before}").status_code == 410
    assert entries(client, f"/round-calendar/{address()}")
    assert client.get(f"/calendar/{address()}").status_code == 404
    assert client.get(f"/round-calendar/{address().swapcase()}").status_code == 404
    assert "Rundens kalender fik en ny adresse" in words_of(desk.get("/rounds/1/events"))


def test_a_calendar_that_another_round_was_told_is_newer_too(engine: Engine) -> None:
    """Real rounds share the councils' meetings, and a calendar program must see that they moved."""
    with transaction(engine) as session:
        first, second = real_round(session), real_round(session)
        seat = seat_by_code(session, first, "813")
        token = party_feed_token(seat, contacts_of(session, seat)[0])
        found: list[tuple[date, int]] = []
        for round_, council in ((first, 23), (second, 30)):
            import_meetings(
                session, round_, [GivenMeeting("813", date(2026, 11, council))], NOW, "me"
            )
            feed = read_party_feed(session, token, NOW)
            (final,) = [x.day for x in feed.entries if x.key == "round-1-item-final"]
            found.append((final, feed.changed.times))
    (before, sequence), (after, newer) = found
    assert after > before
    assert newer > sequence


def test_a_forecast_that_moves_with_the_days_is_newer(engine: Engine) -> None:
    """A council that has met without deciding is expected at its next meeting."""
    with transaction(engine) as session:
        round_ = sandbox_round(session)
        token = round_calendar_token(session, round_)
        before = read_round_calendar(session, token, NOW)
        round_.clock = danish("2020-11-28")
        after = read_round_calendar(session, token, NOW)
    days = [{x.key: x.day for x in feed.entries}["round-1-council-259"] for feed in (before, after)]
    assert days[0] < days[1]
    assert before.changed.times < after.changed.times
