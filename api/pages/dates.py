"""Short dates and times for tables and fields, beside the long ones that letters use."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from babel.dates import format_date

from notifications.danish import LOCALE
from rules.danish_time import COPENHAGEN, danish_date


def short_date(day: date) -> str:
    """`1. dec. 2020`"""
    return format_date(day, "d. MMM y", locale=LOCALE)


def short_moment(instant: datetime) -> str:
    """`1. dec. 2020 kl. 14.05`, on a Danish clock."""
    local = instant.astimezone(COPENHAGEN)
    return f"{short_date(local.date())} kl. {local:%H.%M}"


def short_date_of(instant: datetime) -> str:
    """The date on a Danish calendar, `1. dec. 2020`."""
    return short_date(danish_date(instant))


def wall_clock(instant: datetime) -> str:
    """`14.05` on a Danish clock."""
    return f"{instant.astimezone(COPENHAGEN):%H.%M}"


def wall_moment(instant: datetime) -> str:
    """`2020-12-01T14:05` on a Danish clock, as a browser's field wants it."""
    return f"{instant.astimezone(COPENHAGEN):%Y-%m-%dT%H:%M}"


def zip_with(values: Iterable[object], words: Iterable[object]) -> list[tuple[object, object]]:
    """Pairs for a choice: each value with its words."""
    return list(zip(values, words, strict=True))


FILTERS: dict[str, Callable[..., object]] = {
    filter_.__name__: filter_
    for filter_ in (short_date, short_moment, short_date_of, wall_clock, wall_moment, zip_with)
}
