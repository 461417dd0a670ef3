"""Inputs and outputs shared by the routes: what a date, an id and a listing are."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from fastapi import Path, Query
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from rules.danish_time import COPENHAGEN

LARGEST_ID = 2**31 - 1
WHOLE_UP_TO = 10_000
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Row = TypeVar("Row")


def _text(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("must be text in ISO 8601")
    return value


def _day(value: object) -> object:
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise ValueError("must be a date as YYYY-MM-DD")
    return value


class Input(BaseModel):
    """A request body: an unknown field is an error, so that a typing slip is heard."""

    model_config = ConfigDict(extra="forbid")


IsoDate = Annotated[date, BeforeValidator(_day)]
Instant = Annotated[AwareDatetime, BeforeValidator(_text)]
Text = Annotated[str, Field(max_length=20_000)]
RoundId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
MessageId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Code = Annotated[str, Path(max_length=40)]
Cursor = Annotated[int, Query(ge=0, le=LARGEST_ID)]


def instant(value: datetime | None) -> str | None:
    """ISO 8601 in Danish time with its offset."""
    return value.astimezone(COPENHAGEN).isoformat() if value else None


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def listing(
    rows: Sequence[Row],
    show: Callable[[Row], dict[str, Any]],
    cursor_of: Callable[[Row], int | None],
) -> dict[str, Any]:
    """Whole up to 10,000 rows; `next` then names where the rest begins. Ask for one row more."""
    shown = rows[:WHOLE_UP_TO]
    more = len(rows) > WHOLE_UP_TO
    return {"items": [show(row) for row in shown], "next": cursor_of(shown[-1]) if more else None}
