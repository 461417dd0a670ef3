"""Letters of no round: from the installation itself, to one address."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.letter import Letter
from models.settings import Settings
from models.vocabulary import LetterKind
from notifications.attached import Attachment
from notifications.mime import Mailbox, compose
from notifications.outbox import ring_for
from notifications.rendering import render

SENDER = "Rammeaftale"


def house_letter(
    kind: LetterKind,
    key: str,
    to: str,
    facts: Mapping[str, object],
    now: datetime,
    settings: Settings,
    attachments: Sequence[Attachment] = (),
) -> Letter:
    """Finished and due at once; `key` is its natural key, and what its Message-ID comes of."""
    rendered = render(kind, {**facts, "base_url": settings.base_url})
    ours = Mailbox(SENDER, settings.mail_from)
    composed = compose(
        identity=key,
        sender=ours,
        reply_to=ours,
        to=Mailbox("", to),
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        at=now,
        attachments=attachments,
    )
    return Letter(
        key=key,
        kind=kind,
        to_name="",
        to_address=to,
        subject=rendered.subject,
        message_id=composed.message_id,
        source=composed.source,
        due_at=now,
        attempt_at=now,
    )


def queue_once(session: Session, letter: Letter) -> bool:
    """False, and nothing queued, when one with its key was written before."""
    with suppress(IntegrityError), session.begin_nested():
        session.add(letter)
        session.flush()
        ring_for(session, sandbox=False)
        return True
    return False
