"""Every table, imported once so that the metadata is whole (migrations and tests need it)."""

from sqlmodel import SQLModel

from models import (
    access,
    agreement,
    calendar,
    clearance,
    event,
    letter,
    revision,
    round,
    seat,
    tariff,
)

__all__ = [
    "access",
    "agreement",
    "calendar",
    "clearance",
    "event",
    "letter",
    "metadata",
    "revision",
    "round",
    "seat",
    "tariff",
]

metadata = SQLModel.metadata
