"""Every table, imported once so that the metadata is whole (migrations and tests need it)."""

from sqlmodel import SQLModel

from models import access, agreement, event, letter, round, seat

__all__ = ["access", "agreement", "event", "letter", "metadata", "round", "seat"]

metadata = SQLModel.metadata
