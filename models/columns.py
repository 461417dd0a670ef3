"""Column types shared by the tables: instants in UTC and JSON kept as text in canonical form."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from pydantic_core import PydanticUndefined
from sqlalchemy import DateTime, Dialect, Enum, Text, TypeDecorator
from sqlmodel import Field


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database; a naive value raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime is no instant")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def canonical_json(value: Any) -> str:
    """One text per value: sorted keys, no spaces, UTF-8 as it is; what hashes are taken of."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class CanonicalJson(TypeDecorator[Any]):
    """JSON stored as its canonical text, so that a hash over the row survives either database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def instant() -> Any:
    """A column that always holds an instant."""
    return Field(sa_type=cast(Any, UtcDateTime))


def instant_or_none() -> Any:
    """A column that holds an instant or null; what null means stands in the table's docstring."""
    return Field(default=None, sa_type=cast(Any, UtcDateTime))


def word(vocabulary: type[StrEnum], default: Any = PydanticUndefined) -> Any:
    """A column that holds one of the vocabulary's values (not its Python names) as text."""
    return Field(default=default, sa_type=cast(Any, _text_enum(vocabulary)))


def word_or_none(vocabulary: type[StrEnum]) -> Any:
    """Like `word`, or null."""
    return Field(default=None, sa_type=cast(Any, _text_enum(vocabulary)))


def _text_enum(vocabulary: type[StrEnum]) -> Enum:
    return Enum(
        vocabulary,
        native_enum=False,
        length=40,
        values_callable=lambda words: [word.value for word in words],
    )
