"""An iCalendar feed (RFC 5545) of whole days, as calendar programs subscribe to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

PRODUCT = "-//rammeaftale//rammeaftale//DA"
REFRESH = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Entry:
    """One whole day; `key` is the same for as long as it is the same thing, whenever it falls."""

    key: str
    day: date
    title: str
    description: str = ""


def feed(
    name: str, host: str, entries: Iterable[Entry], *, changed_at: datetime, sequence: int
) -> bytes:
    """The same facts give the same bytes.

    host        what makes the keys unique in the world
    changed_at  when anything about it was last recorded
    sequence    grows whenever something may have moved; programs take a higher one as newer
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.key}@{host}")
        event.add("dtstamp", changed_at.astimezone(UTC))
        event.add("last-modified", changed_at.astimezone(UTC))
        event.add("sequence", sequence)
        event.add("summary", entry.title)
        if entry.description:
            event.add("description", entry.description)
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))  # the first day after it
        event.add("transp", "TRANSPARENT")  # a reminder of a date, not time taken
        calendar.add_component(event)
    return bytes(calendar.to_ical())
