"""The record of what happened: append-only, gapless, hash-chained (see `models/append_only.py`)."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import CanonicalJson, instant


class Chain(SQLModel, table=True):
    """A chain's end: seq and head of its last event; locking this row orders its writers."""

    name: str = Field(primary_key=True)
    seq: int = 0
    head: str = ""


class Event(SQLModel, table=True):
    """A past-tense fact.

    chain    `system`, `round:<id>`; sandbox rounds: `sandbox`, `sandbox:<id>`
    seq      1, 2, 3 … within the chain
    key      natural key: what makes recording it twice recording it once
    payload  facts without personal data; `private` holds the salted hash of those
    prev     hash of the event before it, empty for the first
    hash     SHA-256 (hex) over every fact of the row but its id (`rules/chain.py`)
    """

    __table_args__ = (UniqueConstraint("chain", "seq"), UniqueConstraint("chain", "key"))

    id: int | None = Field(default=None, primary_key=True)
    chain: str
    seq: int
    at: datetime = instant()
    kind: str
    key: str
    round_id: int | None = Field(default=None, index=True)
    party_code: str | None = None
    sandbox: bool = False
    payload: dict[str, Any] = Field(sa_type=CanonicalJson)
    prev: str
    hash: str


class EventPrivate(SQLModel, table=True):
    """The personal data of an event, erasable; verified against the event while it exists."""

    __tablename__ = "event_private"

    event_id: int = Field(primary_key=True, foreign_key="event.id")
    salt: str
    data: dict[str, Any] = Field(sa_type=CanonicalJson)


class EventCursor(SQLModel, table=True):
    """How far a reader of events has come in one chain; `position` is the last `seq` it has seen.

    name  the reader and the chain, e.g. `prefect:round:7`
    """

    __tablename__ = "event_cursor"

    name: str = Field(primary_key=True)
    position: int = 0


class Heartbeat(SQLModel, table=True):
    """When something last ran: `tick` for the reactions, `prefect` for a flow of any kind."""

    name: str = Field(primary_key=True)
    at: datetime = instant()
