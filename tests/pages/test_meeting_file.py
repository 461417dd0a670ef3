"""Files of meetings as they come: tables with Danish dates, and iCalendar files."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.calendar_file import read_icalendar
from actions.meeting_file import read_meetings
from models.vocabulary import Stage
from rules.day_text import day
from rules.refusal import Refusal

TODAY = date(2026, 9, 1)
TABLE = """Kommune;Mødedato;Møde
259;01.12.2026;Byråd
Køge;tirsdag den 24. november 2026;Økonomiudvalget
0259;2026-11-10;Socialudvalget
259;3/11-2026;
"""

EXTRA = "\r\nRDATE:20261101T170000Z"


def calendar(*events: str) -> bytes:
    body = "".join(
        f"BEGIN:VEVENT\r\nUID:{i}@x\r\n{e}\r\nEND:VEVENT\r\n" for i, e in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//\r\n{body}END:VCALENDAR\r\n".encode()


def test_a_table_in_danish() -> None:
    for encoding in ("utf-8-sig", "cp1252"):
        found = read_meetings(TABLE.encode(encoding))
        assert [(m.party, str(m.falls_on), m.stage) for m in found] == [
            ("259", "2026-12-01", Stage.COUNCIL),
            ("Køge", "2026-11-24", Stage.FINANCE_COMMITTEE),
            ("0259", "2026-11-10", Stage.COMMITTEE),
            ("259", "2026-11-03", Stage.COUNCIL),
        ]
        assert found[-1].where == "række 5"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", "tom"),
        ("Kommune;Navn\n259;x", "»Dato«"),
        ("Kommune;Dato\n259;31.02.2026", "Række 2: »31.02.2026« er ikke en dato"),
        ("Kommune;Dato;Møde\n259;1.12.2026;Menighedsråd", "»Menighedsråd« i række 2"),
        ("Kommune;Dato\n259;", "»Dato« mangler i række 2"),
        (calendar("DTSTART:20261201T170000Z").decode(), "partens egen side"),
    ],
)
def test_a_table_that_cannot_be_used(table: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        read_meetings(table.encode())


def test_a_calendar_is_told_apart_by_its_titles_and_counted_out() -> None:
    found = read_icalendar(
        calendar(
            "SUMMARY:Byrådsmøde\r\nDTSTART:20261201T170000Z",
            "SUMMARY:Møde i Økonomiudvalget\r\nDTSTART;VALUE=DATE:20261124",
            "SUMMARY:Socialudvalget\r\nDTSTART:20261109T233000Z",  # the 10th in Denmark
            "SUMMARY:Juleferie\r\nDTSTART;VALUE=DATE:20261224",
            "SUMMARY:Byråd\r\nDTSTART:20260901T170000Z\r\nRRULE:FREQ=MONTHLY;COUNT=3",
            "SUMMARY:Byråd\r\nDTSTART:20200101T170000Z",  # has been
            "SUMMARY:Byråd\r\nDTSTART:20261215T170000Z\r\nSTATUS:CANCELLED",
            "SUMMARY:AFLYST: Byrådsmøde\r\nDTSTART:20261216T170000Z",
            "SUMMARY:Byrådssekretariatet lukket\r\nDTSTART:20261217T170000Z",
        ),
        TODAY,
    )
    assert [(stage.value, str(of)) for stage, of in found] == [
        ("committee", "2026-11-10"),
        ("council", "2026-09-01"),
        ("council", "2026-10-01"),
        ("council", "2026-11-01"),
        ("council", "2026-12-01"),
        ("finance_committee", "2026-11-24"),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not a calendar", "ikke en kalender"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY", "kan ikke læses|ingen kommende"),
        (calendar("SUMMARY:Ferie\r\nDTSTART;VALUE=DATE:20261224"), "ingen kommende møder"),
        (calendar("SUMMARY:Byråd\r\nDTSTART:20200101T170000Z"), "ingen kommende møder"),
        (calendar("SUMMARY:Byråd\r\nDTSTART:20261001T170000Z\r\nDURATION:P99999999D"), "læses"),
        (
            calendar("SUMMARY:Byråd\r\nDTSTART:20000101T170000Z\r\nRRULE:FREQ=WEEKLY"),
            "begynder 01.01.2000",
        ),
        (calendar(*["SUMMARY:Byråd\r\nRRULE:FREQ=WEEKLY\r\nDTSTART:20260901"] * 21), "20 rækker"),
        (
            calendar("SUMMARY:Byråd\r\nDTSTART:20261001T170000Z" + EXTRA * 2_001),
            "2000 enkelte datoer",
        ),
        (calendar(*["SUMMARY:x\r\nDTSTART:20261201T170000Z"] * 2_001), "2000 aftaler"),
        (calendar("SUMMARY:Byråd"), "kan ikke læses|ingen kommende"),
        (b"BEGIN:VCALENDAR" + b"x" * 2_100_000, "fylder mere"),
    ],
)
def test_a_calendar_that_cannot_be_used(content: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        read_icalendar(content, TODAY)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECO\r\n NDLY",  # folded, as any line may be
        "FREQ=DAILY",
        "FREQ=DAILY;BYHOUR=1,2;BYMINUTE=1,2;BYSECOND=1,2",
        "FREQ=MONTHLY;INTERVAL=0",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_a_repetition_that_would_keep_us_busy_is_refused_at_once(rule: str) -> None:
    series = calendar(f"SUMMARY:Byråd\r\nDTSTART:20260101T170000Z\r\nRRULE:{rule}")
    with pytest.raises(Refusal, match="»Byråd« gentages på en måde"):
        read_icalendar(series, TODAY)


@given(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.fixed_dictionaries(
        {},
        optional={
            "INTERVAL": st.integers(1, 3).map(str),
            "BYMONTH": st.integers(1, 12).map(str),
            "BYMONTHDAY": st.integers(1, 31).map(str),
            "BYDAY": st.sampled_from(["TU", "1TU", "-1TU", "4TU", "5TU", "MO,TU", "1MO,TU"]),
            "BYSETPOS": st.sampled_from(["1", "-1", "4", "5"]),
        },
    ),
)
def test_a_repetition_is_refused_or_falls_due_within_four_years(
    frequency: str, more: dict[str, str]
) -> None:
    rule = ";".join([f"FREQ={frequency}", *(f"{name}={value}" for name, value in more.items())])
    series = calendar(f"SUMMARY:Byråd\r\nDTSTART:20260831T170000Z\r\nRRULE:{rule}")
    with suppress(Refusal):
        assert read_icalendar(series, TODAY)


def test_what_is_no_meeting_is_neither_counted_out_nor_in_the_way() -> None:
    coffee = ["SUMMARY:Kaffe\r\nDTSTART:00010101T070000Z\r\nRRULE:FREQ=SECONDLY"] * 1_500
    meeting = "SUMMARY:Byråd\r\nDTSTART:20261201T170000Z"
    assert read_icalendar(calendar(*coffee, meeting), TODAY) == [(Stage.COUNCIL, date(2026, 12, 1))]


def test_one_date_of_a_series_is_cancelled_and_another_moved() -> None:
    series = "UID:a\r\nSUMMARY:Byråd\r\nDTSTART:20261001T160000Z\r\nRRULE:FREQ=MONTHLY;COUNT=3"
    off = "UID:a\r\nRECURRENCE-ID:20261101T160000Z\r\nSUMMARY:Aflyst\r\nDTSTART:20261101T160000Z"
    moved = "UID:a\r\nRECURRENCE-ID:20261201T160000Z\r\nSUMMARY:Byråd\r\nDTSTART:20261208T160000Z"
    content = calendar(series, off, moved)
    for number in range(3):
        content = content.replace(f"UID:{number}@x\r\n".encode(), b"")
    found = [str(day) for _, day in read_icalendar(content, TODAY)]
    assert found == ["2026-10-01", "2026-12-08"]


@given(st.binary(max_size=200))
def test_whatever_comes_is_read_or_refused(content: bytes) -> None:
    for wrapped in (content, b"BEGIN:VCALENDAR\r\n" + content):
        for read in (read_meetings, lambda raw: read_icalendar(raw, TODAY)):
            with suppress(Refusal):
                read(wrapped)


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-01", "1.12.2026", "01-12-2026", "1/12-2026", "1. dec. 2026", " 1. December 2026 ",
        "tirsdag den 1. december 2026", "Tirs. d. 1. december 2026", "2026-12-01 00:00:00",
    ],
)  # fmt: skip
def test_dates_as_people_write_them(text: str) -> None:
    assert day(text, "x") == date(2026, 12, 1)


@pytest.mark.parametrize("text", ["", "i morgen", "32.1.2026", "1.13.2026", "1.2.26", "2026-02-30"])
def test_what_is_no_date_is_named(text: str) -> None:
    with pytest.raises(Refusal, match="ikke en dato"):
        day(text, "x")
