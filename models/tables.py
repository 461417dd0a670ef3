"""Every table, imported once so that the metadata is whole (migrations and tests need it)."""

from sqlmodel import SQLModel

from models import access, agreement, calendar, event, letter, round, seat, tariff

__all__ = [
    "access",
    "agreement",
    "calendar",
    "event",
    "letter",
    "metadata",
    "round",
    "seat",
    "tariff",
]

metadata = SQLModel.metadata
