"""One party's calendar in iCalendar form (RFC 5545) as the meetings in it, told by their titles.

Calendars hold much else. Only what is a meeting by its title is counted out, and only by rules and
from years that a council could meet by: see `rules/repetition.py`.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import recurring_ical_events
from icalendar import Calendar, Event

from actions.table_file import MAX_BYTES
from models.vocabulary import Stage
from rules.calendars import FARTHEST, FIELD, whole
from rules.calendars import Calendar as Whole
from rules.danish_time import COPENHAGEN
from rules.refusal import Refusal
from rules.repetition import can_be_counted

BEGINS = b"BEGIN:VCALENDAR"
MOST_EVENTS = 2_000
MOST_SERIES = 20  # a council, its finance committee and its committees
OLDEST_SERIES = timedelta(days=10 * 366)
DATES_OF_A_SERIES = ("RDATE", "EXDATE")
NOT_HELD = re.compile("aflyst|aflyses")
STAGES = (  # the first that is named; "økonomiudvalg" is an "udvalg" too
    (Stage.FINANCE_COMMITTEE, re.compile("økonomiudvalg|forretningsudvalg")),
    (
        Stage.COUNCIL,
        re.compile(
            "(?:byråd|regionsråd|kommunalbestyrelse|borgerrepræsentation)(?!s?sekretariat|s?valg)"
        ),
    ),
    (Stage.COMMITTEE, re.compile("udvalg")),
)


def is_icalendar(content: bytes) -> bool:
    return content.lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(BEGINS)


def read_icalendar(content: bytes, today: date) -> list[tuple[Stage, date]]:
    """The meetings from today on; cancelled ones and whatever else is in it are passed over.

    Refusal when none of them is a council's or committee's, or when it cannot be counted out.
    """
    if len(content) > MAX_BYTES:
        raise Refusal(f"Filen fylder mere end {MAX_BYTES // 1024**2} MB.", field=FIELD)
    if not is_icalendar(content):
        raise Refusal("Filen er ikke en kalender (.ics).", field=FIELD)
    try:
        calendar = Calendar.from_ical(content)
        _keep_meetings(calendar, today)
        held = recurring_ical_events.of(calendar).between(_start(today), _start(today + FARTHEST))
        found = {
            (stage, falls_on)
            for event in held
            if (stage := _meeting(event)) and (falls_on := _falls_on(event)) >= today
        }
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
        raise Refusal("Kalenderen kan ikke læses. Gem den som .ics på ny.", field=FIELD) from None
    if not found:
        raise Refusal(
            "Der er ingen kommende møder i byråd, kommunalbestyrelse, regionsråd eller udvalg i"
            " kalenderen.",
            field=FIELD,
        )
    return sorted(found)


def told_by_calendar(content: bytes, code: str, today: date) -> list[Whole]:
    """That party's meetings from today on, for each stage that the file tells of."""
    found = read_icalendar(content, today)
    stages = sorted({stage for stage, _ in found})
    return [
        whole(code, told, (day for stage, day in found if stage is told), today) for told in stages
    ]


def stage_of(words: str) -> Stage | None:
    """Whose meeting these words are about, in Danish or as our own word for it."""
    text = words.lower()
    if text in set(Stage):
        return Stage(text)
    return next((stage for stage, names in STAGES if names.search(text)), None)


def _keep_meetings(calendar: Calendar, today: date) -> None:
    """Leave only series that are about a meeting, with the changes made to single dates of theirs.

    Refusal when there are too many, or when one repeats as no council does.
    """
    events = calendar.events
    if len(events) > MOST_EVENTS:
        raise Refusal(f"Kalenderen har mere end {MOST_EVENTS} aftaler.", field=FIELD)
    meetings = {str(event.get("UID", "")) for event in events if stage_of(_title(event))}
    kept = [event for event in events if str(event.get("UID", "")) in meetings]
    zones = [part for part in calendar.subcomponents if part.name == "VTIMEZONE"]
    calendar.subcomponents = [*zones, *kept]
    series = [event for event in kept if "RRULE" in event]
    if len(series) > MOST_SERIES:
        raise Refusal(
            f"Kalenderen har mere end {MOST_SERIES} rækker af møder, der gentages.", field=FIELD
        )
    for event in series:
        _check_rule(event, today)
    if sum(_dates_of(event) for event in kept) > MOST_EVENTS:
        raise Refusal(f"Kalenderen har mere end {MOST_EVENTS} enkelte datoer.", field=FIELD)


def _check_rule(event: Event, today: date) -> None:
    rules = list(_listed(event, "RRULE"))
    parts = {name.upper(): values for name, values in rules[0].items()}
    if len(rules) > 1 or not can_be_counted(parts):
        raise Refusal(
            f"»{_title(event)[:60]}« gentages på en måde, vi ikke kan regne med. Gem møderne hver"
            " for sig, eller skriv datoerne.",
            field=FIELD,
        )
    if _falls_on(event) < today - OLDEST_SERIES:
        raise Refusal(
            f"»{_title(event)[:60]}« begynder {_falls_on(event):%d.%m.%Y}. Er årstallet rigtigt?",
            field=FIELD,
        )


def _dates_of(event: Event) -> int:
    """How many single dates are added to a series or taken from it."""
    return sum(len(listed.dts) for name in DATES_OF_A_SERIES for listed in _listed(event, name))


def _listed(event: Event, name: str) -> Iterable[Any]:
    """A property that may be there once or several times."""
    value = event.get(name, [])
    return value if isinstance(value, list) else [value]


def _meeting(event: Event) -> Stage | None:
    title = _title(event)
    cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED" or NOT_HELD.search(
        title.lower()
    )
    return None if cancelled else stage_of(title)


def _title(event: Event) -> str:
    return str(event.get("SUMMARY", ""))


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, COPENHAGEN)


def _falls_on(event: Event) -> date:
    """The Danish date an event begins on."""
    start: date | datetime = event.start
    if not isinstance(start, datetime):
        return start
    return (start.astimezone(COPENHAGEN) if start.tzinfo else start).date()
