"""What the secretariat answered to a party's remarks, before all parties."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import instant


class Reply(SQLModel, table=True):
    """One reply to the remarks or the reservation of one answer; it is given once.

    number  which of the round's lists it went out with, from 1
    """

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    answer_id: int = Field(foreign_key="answer.id", unique=True)
    number: int
    words: str
    replied_at: datetime = instant()
    replied_by: str
