"""When councils and their committees meet."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import instant, word
from models.vocabulary import Stage

REAL = "real"


class MeetingDate(SQLModel, table=True):
    """One day on which a party's council or committee meets.

    scope   `real`: the party's own calendar, the same for every real round; `sandbox:<round>`: one
            sandbox round's
    code    the party's
    source  who gave it, in words
    """

    __tablename__ = "meeting_date"
    __table_args__ = (UniqueConstraint("scope", "code", "stage", "falls_on"),)

    id: int | None = Field(default=None, primary_key=True)
    scope: str
    code: str
    stage: Stage = word(Stage)
    falls_on: date
    source: str = ""
    recorded_at: datetime = instant()
