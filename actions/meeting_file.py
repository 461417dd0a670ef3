"""A file of meetings: a table for many parties, or one party's calendar in iCalendar form."""

import re
from datetime import date, datetime, timedelta
from itertools import islice

import recurring_ical_events
from icalendar import Calendar, Event

from actions.contact_file import PARTY
from actions.table_file import MAX_BYTES, Layout, read_table
from models.vocabulary import Stage
from rules.calendars import FARTHEST, FIELD, MOST, GivenMeeting
from rules.danish_time import COPENHAGEN
from rules.day_text import day
from rules.refusal import Refusal

LAYOUT = Layout(
    FIELD,
    {
        "party": PARTY,
        "day": frozenset({"dato", "mødedato", "date"}),
        "stage": frozenset({"møde", "udvalg", "organ", "instans", "stage"}),
    },
    {"party": "»Kommune«", "day": "»Dato«"},
)
ICALENDAR = b"BEGIN:VCALENDAR"
MOST_EVENTS = 2_000
MANY_TIMES_A_DAY = re.compile(rb"FREQ=(?:SECONDLY|MINUTELY|HOURLY)", re.IGNORECASE)
STAGES = (  # the first that is named in a meeting's title; "økonomiudvalg" is an "udvalg" too
    (Stage.FINANCE_COMMITTEE, ("økonomiudvalg", "forretningsudvalg")),
    (Stage.COUNCIL, ("byråd", "kommunalbestyrelse", "borgerrepræsentation", "regionsråd")),
    (Stage.COMMITTEE, ("udvalg",)),
)


def read_meetings(content: bytes) -> list[GivenMeeting]:
    """A table with a row per meeting. Refusal names the row, counted as a spreadsheet does."""
    if is_icalendar(content):
        raise Refusal(
            "En kalenderfil hører til én part. Indlæs den på partens egen side.", field=FIELD
        )
    return [_meeting(number, given) for number, given in read_table(content, LAYOUT)]


def is_icalendar(content: bytes) -> bool:
    return content.lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(ICALENDAR)


def read_icalendar(content: bytes, today: date) -> list[tuple[Stage, date]]:
    """The meetings from today on, told apart by their titles; others are passed over.

    Recurring ones are counted out. Refusal when none of them is a council's or committee's.
    """
    if len(content) > MAX_BYTES:
        raise Refusal(f"Filen fylder mere end {MAX_BYTES // 1024**2} MB.", field=FIELD)
    if not is_icalendar(content):
        raise Refusal("Filen er ikke en kalender (.ics).", field=FIELD)
    if MANY_TIMES_A_DAY.search(content):
        raise Refusal("Kalenderen har aftaler, der gentages flere gange om dagen.", field=FIELD)
    try:
        calendar = Calendar.from_ical(content)
        if len(calendar.walk("VEVENT")) > MOST_EVENTS:
            raise Refusal(f"Kalenderen har mere end {MOST_EVENTS} aftaler.", field=FIELD)
        ahead = recurring_ical_events.of(calendar).after(
            datetime.combine(today, datetime.min.time(), COPENHAGEN)
        )
        last = today + FARTHEST - timedelta(days=1)
        events = [e for e in islice(ahead, MOST * len(Stage)) if _falls_on(e) <= last]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        raise Refusal("Kalenderen kan ikke læses. Gem den som .ics på ny.", field=FIELD) from None
    found = [(stage, _falls_on(event)) for event in events if (stage := _stage_of(event))]
    if not found:
        raise Refusal(
            "Der er ingen kommende møder i byråd, kommunalbestyrelse, regionsråd eller udvalg i"
            " kalenderen.",
            field=FIELD,
        )
    return sorted(set(found))


def _meeting(number: int, given: dict[str, str]) -> GivenMeeting:
    try:
        falls_on = day(given["day"], FIELD)
    except Refusal as refusal:
        raise Refusal(f"Række {number}: {refusal.message}", field=FIELD) from None
    stage = _stage(given.get("stage", "")) or (Stage.COUNCIL if not given.get("stage") else None)
    if stage is None:
        raise Refusal(
            f"»{given['stage'][:40]}« i række {number} er ikke et møde, vi kender. Skriv byråd,"
            " økonomiudvalg eller udvalg.",
            field=FIELD,
        )
    return GivenMeeting(given["party"], falls_on, stage, f"række {number}")


def _stage(words: str) -> Stage | None:
    text = words.lower()
    if text in set(Stage):
        return Stage(text)
    named = (stage for stage, names in STAGES if any(name in text for name in names))
    return next(named, None)


def _stage_of(event: Event) -> Stage | None:
    return _stage(str(event.get("SUMMARY", "")))


def _falls_on(event: Event) -> date:
    """The Danish date an event begins on."""
    start: date | datetime = event.start
    if not isinstance(start, datetime):
        return start
    return (start.astimezone(COPENHAGEN) if start.tzinfo else start).date()
