"""What commands share: their JSON switch, their inputs and how they answer."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import click

from rules.danish_time import COPENHAGEN

Function = TypeVar("Function", bound=Callable[..., Any])
BY = "console"
as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


class IsoDate(click.ParamType[date]):
    """A Danish calendar date, YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date like 2026-12-01", param, ctx)


class Instant(click.ParamType[datetime]):
    """An instant, ISO 8601; without an offset it is Danish time."""

    name = "instant"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not an instant like 2026-12-01T08:00+01:00", param, ctx)
        try:  # every clock and column is UTC
            return (found if found.tzinfo else found.replace(tzinfo=COPENHAGEN)).astimezone(UTC)
        except OverflowError:
            self.fail(f"{value!r} lies beyond the calendar", param, ctx)


def utc_now() -> datetime:
    return datetime.now(UTC)


def answer(data: Any, text: str, *, as_json: bool) -> None:
    """One JSON document, or lines for a person, on stdout."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2) if as_json else text)


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def instant(value: datetime | None) -> str | None:
    return value.astimezone(COPENHAGEN).isoformat() if value else None
