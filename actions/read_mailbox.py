"""The built-in mailbox as its readers see it."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.letter import MailboxMessage
from rules.refusal import Refusal, Why


def messages(
    session: Session, *, after: int = 0, limit: int, recipient: str = ""
) -> Sequence[MailboxMessage]:
    """In the order they were received; only those to one recipient when it is named."""
    query = select(MailboxMessage).where(col(MailboxMessage.id) > after)
    if recipient:
        query = query.where(MailboxMessage.recipient == recipient)
    return session.exec(query.order_by(col(MailboxMessage.id)).limit(limit)).all()


def message_by_id(session: Session, message_id: int) -> MailboxMessage:
    found = session.get(MailboxMessage, message_id)
    if found is None:
        raise Refusal(f"Der er ingen mail {message_id} i postkassen.", why=Why.UNKNOWN)
    return found
