"""A received message as its recipient's mail program would show it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from email.utils import parsedate_to_datetime
from typing import cast

from notifications.attached import Attachment


@dataclass(frozen=True, slots=True)
class OpenedMail:
    """sent_at null: there is no date that can be read; html empty: there is no such part."""

    subject: str
    sender: str
    reply_to: str
    to: str
    sent_at: datetime | None
    text: str
    html: str
    files: tuple[Attachment, ...]


def open_mail(raw: bytes) -> OpenedMail:
    """Whatever the bytes are, something can be shown."""
    message = message_from_bytes(raw, policy=modern)
    return OpenedMail(
        subject=_header(message, "Subject"),
        sender=_header(message, "From"),
        reply_to=_header(message, "Reply-To"),
        to=_header(message, "To"),
        sent_at=_date(_header(message, "Date")),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        files=tuple(_files(message)),
    )


def message_id_of(head: bytes) -> str:
    """From the first lines of a message; empty when they do not name it."""
    return _header(message_from_bytes(head, policy=modern), "Message-ID")


def _header(message: EmailMessage, name: str) -> str:
    return str(message.get(name) or "").strip()


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _files(message: EmailMessage) -> Iterator[Attachment]:
    """Those that are marked so; one without a name has its number for one."""
    marked = (part for part in message.walk() if part.get_content_disposition() == "attachment")
    for number, part in enumerate(marked, 1):
        content = cast(bytes | None, part.get_payload(decode=True)) or b""
        yield Attachment(part.get_filename() or f"fil-{number}", part.get_content_type(), content)


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    if part is None:
        return ""
    charset = part.get_content_charset("utf-8")
    content = part.get_payload(decode=True)
    try:
        return cast(bytes, content).decode(charset, "replace").replace("\r\n", "\n")
    except LookupError:
        return cast(bytes, content).decode("utf-8", "replace").replace("\r\n", "\n")
