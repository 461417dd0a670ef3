"""How a reservation is met: the secretariat says it, and the party confirms it."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import instant


class Clearance(SQLModel, table=True):
    """One declaration about one answer; a later one takes its place, and so does a later answer.

    answer_id     the answer that has the reservation
    words         how it is met, as the party reads it
    confirmed_id  the answer that the party's confirmation became; null: not confirmed
    """

    id: int | None = Field(default=None, primary_key=True)
    seat_id: int = Field(foreign_key="seat.id", index=True)
    answer_id: int = Field(foreign_key="answer.id")
    words: str
    declared_at: datetime = instant()
    declared_by: str
    confirmed_id: int | None = Field(default=None, foreign_key="answer.id")
