"""Answers that the secretariat registers for a party, and what the party says against them."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from models.columns import CanonicalJson, instant, instant_or_none, word
from models.vocabulary import Outcome


class Registration(SQLModel, table=True):
    """A decision told without evidence: it counts when a second user has confirmed it.

    seat_version   the seat's when it was registered; when that is another by now, it has lapsed
    submission     what was told, as `rules/questions/submission.py` keeps it
    registered_by  as events name whoever acts; registered_name as people read it
    settled_at     when it was confirmed or dropped; null: it waits
    answer_id      the answer it became; null: none
    """

    id: int | None = Field(default=None, primary_key=True)
    seat_id: int = Field(foreign_key="seat.id", index=True)
    seat_version: int
    outcome: Outcome = word(Outcome)
    submission: dict[str, Any] = Field(sa_type=CanonicalJson)
    registered_at: datetime = instant()
    registered_by: str
    registered_name: str
    settled_at: datetime | None = instant_or_none()
    settled_by: str = ""
    answer_id: int | None = Field(default=None, foreign_key="answer.id")


class Objection(SQLModel, table=True):
    """A party says that an answer registered on its behalf is not its own.

    words       what is wrong, as the party wrote it; name and title are who wrote it
    contact_id  whose link it came by
    settled_at  when the secretariat wrote how it was settled; null: it has not, and the objection
                stands for as long as the answer does
    settlement  how, as the party reads it
    """

    id: int | None = Field(default=None, primary_key=True)
    seat_id: int = Field(foreign_key="seat.id", index=True)
    answer_id: int = Field(foreign_key="answer.id")
    contact_id: int = Field(foreign_key="contact.id")
    words: str
    name: str
    title: str
    objected_at: datetime = instant()
    settled_at: datetime | None = instant_or_none()
    settled_by: str = ""
    settlement: str = ""
