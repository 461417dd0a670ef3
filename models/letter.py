"""A mail in the outbox, and the built-in mailbox that stands for the recipients."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.columns import CanonicalJson, instant, instant_or_none, word
from models.vocabulary import LetterKind, LetterState


class Letter(SQLModel, table=True):
    """One mail to one recipient.

    key          natural key, e.g. `invitation:<contact>`; queuing it twice queues it once
    source       the finished MIME message (bytes, CRLF) with a placeholder where the token goes;
                 null: not yet written, since answering and opening a round render nothing
    enclosed     the files that go with it: name, media type and SHA-256 of each; null: none
    answer_id    the answer a receipt is for
    due_at       instant it was made for, by the round's clock
    attempt_at   real instant from which it may be (re)tried; null when nothing is to be sent
    leased_until real instant until which one deliverer holds it; null: nobody does
    repeated     true: sent once more after a crash between the server's accept and our commit
    sent_sha256  hash of the bytes that were handed to the server; a repeat must match it
    """

    __table_args__ = (
        Index(
            "ix_letter_due",
            "sandbox",
            "attempt_at",
            sqlite_where=text("attempt_at IS NOT NULL"),
            postgresql_where=text("attempt_at IS NOT NULL"),
        ),
        Index(
            "ix_letter_sent",
            "sent_at",
            sqlite_where=text("sent_at IS NOT NULL"),
            postgresql_where=text("sent_at IS NOT NULL"),
        ),
        Index(
            "ix_letter_held",
            "leased_until",
            sqlite_where=text("leased_until IS NOT NULL"),
            postgresql_where=text("leased_until IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    round_id: int | None = Field(default=None, foreign_key="round.id", index=True)
    seat_id: int | None = Field(default=None, foreign_key="seat.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    sandbox: bool = False
    kind: LetterKind = word(LetterKind)
    state: LetterState = word(LetterState, LetterState.QUEUED)
    to_name: str
    to_address: str
    subject: str = ""
    message_id: str = ""
    source: bytes | None = None
    enclosed: list[list[str]] | None = Field(default=None, sa_type=CanonicalJson)
    answer_id: int | None = Field(default=None, foreign_key="answer.id")
    due_at: datetime = instant()
    attempt_at: datetime | None = instant_or_none()
    leased_until: datetime | None = instant_or_none()
    attempts: int = 0
    repeated: bool = False
    sent_at: datetime | None = instant_or_none()
    sent_sha256: str = ""
    last_error: str = ""


class MailboxMessage(SQLModel, table=True):
    """A message the built-in mail server accepted: the recipient's side, left out of backups."""

    __tablename__ = "mailbox_message"

    id: int | None = Field(default=None, primary_key=True)
    received_at: datetime = instant()
    sender: str
    recipient: str = Field(index=True)
    subject: str
    raw: bytes


class Pause(SQLModel, table=True):
    """Something that is held back until somebody releases it; `letters` is the one there is."""

    name: str = Field(primary_key=True)
    since: datetime = instant()
    reason: str
