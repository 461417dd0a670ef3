"""A contact hands the matter to a colleague of the same party."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import instant, instant_or_none, word
from models.vocabulary import DelegationState


class Delegation(SQLModel, table=True):
    """One hand-over, done or wanted; the newest of a contact is the one that counts.

    contact_id     who hands over
    said_by        the name that was typed with it: a link may be shared by a mailbox
    name, email    the colleague's, as typed
    colleague_id   the contact the colleague became; null: none yet
    decided_at     instant when it was done, refused or withdrawn; null: it waits
    decided_by     who in the secretariat; empty: nobody had to
    reason         of a refusal, as the party reads it
    """

    id: int | None = Field(default=None, primary_key=True)
    seat_id: int = Field(foreign_key="seat.id", index=True)
    contact_id: int = Field(foreign_key="contact.id")
    said_by: str
    name: str
    email: str
    message: str = ""
    asked_at: datetime = instant()
    state: DelegationState = word(DelegationState, DelegationState.WAITING)
    colleague_id: int | None = Field(default=None, foreign_key="contact.id")
    decided_at: datetime | None = instant_or_none()
    decided_by: str = ""
    reason: str = ""
