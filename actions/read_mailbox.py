"""The built-in mailbox as its readers see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from models.letter import Letter, MailboxMessage
from models.round import Round
from notifications.opening import message_id_of
from rules.refusal import Refusal, Why

BATCH = 100
HEAD_BYTES = 4_000  # a letter's headers are well below


@dataclass(frozen=True, slots=True)
class MailboxLine:
    """A message in the list; `round_` null: it is no letter of a round, e.g. a sign-in link."""

    id: int
    received_at: datetime
    recipient: str
    subject: str
    round_: Round | None


def messages(
    session: Session, *, after: int = 0, limit: int, recipient: str = ""
) -> Sequence[MailboxMessage]:
    """In the order they were received; only those to one recipient when it is named."""
    query = select(MailboxMessage).where(col(MailboxMessage.id) > after)
    if recipient:
        query = query.where(MailboxMessage.recipient == recipient.replace("\0", ""))
    return session.exec(query.order_by(col(MailboxMessage.id)).limit(limit)).all()


def message_by_id(session: Session, message_id: int) -> MailboxMessage:
    found = session.get(MailboxMessage, message_id)
    if found is None:
        raise Refusal(f"Der er ingen mail {message_id} i postkassen.", why=Why.UNKNOWN)
    return found


def newest_first(
    session: Session, *, before: int = 0, recipient: str = "", round_id: int = 0, limit: int
) -> list[MailboxLine]:
    """At most `limit` lines with an id below `before`; 0 and empty text mean all.

    recipient  part of the address
    """
    found: list[MailboxLine] = []
    while len(found) < limit:
        lines = _batch(session, before, recipient)
        found += [
            line
            for line in lines
            if not round_id or (line.round_ is not None and line.round_.id == round_id)
        ]
        if len(lines) < BATCH:
            break
        before = lines[-1].id
    return found[:limit]


def rounds_with_letters(session: Session) -> Sequence[Round]:
    """For the choice of a round, the newest first."""
    written = select(Letter.round_id).where(col(Letter.round_id).is_not(None))
    query = select(Round).where(col(Round.id).in_(written)).order_by(col(Round.id).desc())
    return session.exec(query).all()


def round_of(session: Session, message: MailboxMessage) -> Round | None:
    """The round whose letter the message is."""
    message_id = message_id_of(message.raw[:HEAD_BYTES])
    return _rounds(session, [message_id]).get(message_id)


def _batch(session: Session, before: int, recipient: str) -> list[MailboxLine]:
    """The next lines whatever their round; only the head of each message is read."""
    query = select(
        col(MailboxMessage.id),
        col(MailboxMessage.received_at),
        col(MailboxMessage.recipient),
        col(MailboxMessage.subject),
    )
    if before:
        query = query.where(col(MailboxMessage.id) < before)
    if recipient:
        part = recipient.replace("\0", "")
        query = query.where(col(MailboxMessage.recipient).icontains(part, autoescape=True))
    rows = session.exec(query.order_by(col(MailboxMessage.id).desc()).limit(BATCH)).all()
    names = _message_ids(session, [row[0] for row in rows])
    rounds = _rounds(session, list(names.values()))
    return [
        MailboxLine(number or 0, received_at, to, subject, rounds.get(names[number]))
        for number, received_at, to, subject in rows
    ]


def _message_ids(session: Session, numbers: list[int | None]) -> dict[int | None, str]:
    head = func.substr(MailboxMessage.raw, 1, HEAD_BYTES)
    rows = session.exec(
        select(col(MailboxMessage.id), head).where(col(MailboxMessage.id).in_(numbers))
    )
    return {number: message_id_of(bytes(start)) for number, start in rows}


def _rounds(session: Session, message_ids: list[str]) -> dict[str, Round]:
    rows = session.exec(
        select(Letter.message_id, Round)
        .join(Round, col(Round.id) == Letter.round_id)
        .where(col(Letter.message_id).in_(message_ids))
    )
    return dict(rows.all())
