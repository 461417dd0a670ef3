"""The feed as a calendar program reads it."""

from datetime import date, timedelta
from typing import cast

from icalendar import Calendar, Event

from reports.feed import Entry, feed
from tests.builders import NOW


def events_in(raw: bytes) -> list[Event]:
    return cast(list[Event], Calendar.from_ical(raw).walk("VEVENT"))


def test_long_danish_titles_are_folded_between_characters() -> None:
    title = "Godkendelse i Rødovre, Ærø, Åbenrå; " * 9
    raw = feed(
        "å" * 90, "example.org", [Entry("k", date(2026, 3, 29), title)], changed_at=NOW, sequence=7
    )
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    (event,) = events_in(raw)
    calendar = Calendar.from_ical(raw)
    assert (str(event["SUMMARY"]), str(calendar["X-WR-CALNAME"])) == (title, "å" * 90)
    assert event.end - event.start == timedelta(days=1)
