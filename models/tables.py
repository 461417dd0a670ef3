"""Every table, imported once so that the metadata is whole (migrations and tests need it)."""

from sqlmodel import SQLModel

from models import (
    access,
    agreement,
    calendar,
    clearance,
    delegation,
    draft,
    event,
    funding,
    letter,
    on_behalf,
    reply,
    report,
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
    "delegation",
    "draft",
    "event",
    "funding",
    "letter",
    "metadata",
    "on_behalf",
    "reply",
    "report",
    "revision",
    "round",
    "seat",
    "tariff",
]

metadata = SQLModel.metadata
