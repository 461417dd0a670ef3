"""A letter as finished MIME source: all is frozen but the link's token, which has a fixed width.

Each part is quoted-printable, written here so that a link, or at least its token, stands on one
physical line between soft line breaks (RFC 2045, section 6.7). `{` and `}` in what people wrote are
always encoded, so nothing but `compose` can put a placeholder into a part.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256

from notifications.attached import Attachment, mixed
from rules.danish_time import COPENHAGEN
from rules.links import TOKEN_LENGTH
from rules.text import ADDRESS, CONTROL

PLACEHOLDER = b"{" * 11 + b"token" + b"}" * 12
LINK_START, LINK_END = "\udc00", "\udc01"  # lone surrogates: no field or database lets them in
LINK = re.compile(f"{LINK_START}([^{LINK_END}]*){LINK_END}")
LINE_LIMIT = 76
TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{TOKEN_LENGTH}}}")
PLAIN_NAME = re.compile(r"[A-Za-z0-9 -]{0,60}")
PLAIN_SUBJECT = re.compile(r"[A-Za-z0-9 .,:;()/+_-]{0,60}")
ENCODE = re.compile(rb"[^ -<>-z|]")
DATE_HEADER = re.compile(rb"(?m)^Date: [^\r\n]*")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A display name, which may be empty, and a plain address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Composed:
    message_id: str
    source: bytes


def link(base_url: str, door: str = "s") -> str:
    """A link as templates get it, a party's by default: the token's place is marked, not filled."""
    return f"{LINK_START}{base_url}/{door}/{LINK_END}"


def compose(
    *,
    identity: str,
    sender: Mailbox,
    reply_to: Mailbox,
    to: Mailbox,
    subject: str,
    text: str,
    html: str,
    at: datetime,
    attachments: Sequence[Attachment] = (),
) -> Composed:
    """The same arguments give the same bytes. ValueError when a header value is not one line.

    identity  what sets this letter apart from every other one; Message-ID and boundary come of it
    """
    digest = sha256(f"{identity}\0{to.address}".encode()).hexdigest()
    message_id = f"<{digest[:32]}@{sender.address.rpartition('@')[2]}>"
    boundary = f"=_{digest[32:]}"  # "=_" is never quoted-printable, so no line of a part can be it
    head = [
        b"From: " + _mailbox(sender, "From"),
        b"To: " + _mailbox(to, "To"),
        b"Reply-To: " + _mailbox(reply_to, "Reply-To"),
        b"Subject: " + _words(subject, "Subject", PLAIN_SUBJECT),
        _date(at),
        b"Message-ID: " + message_id.encode("ascii"),
        b"Auto-Submitted: auto-generated",
        b"Content-Language: da",
        b"MIME-Version: 1.0",
    ]
    delimiter = f"--{boundary}".encode("ascii")
    both = [f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"'.encode("ascii"), b""]
    for subtype, content in (("plain", text), ("html", html)):
        both += [delimiter, *_part(subtype, content)]
    both += [delimiter + b"--", b""]
    body = mixed(both, attachments, digest[32:]) if attachments else both
    return Composed(message_id, b"\r\n".join([*head, *body]))


def splice(source: bytes, token: str) -> bytes:
    """The source with the token in its place; ValueError unless it is 28 url-safe characters."""
    if not TOKEN.fullmatch(token):
        raise ValueError("a token has 28 url-safe characters")
    head, gap, body = source.partition(b"\r\n\r\n")
    return head + gap + body.replace(PLACEHOLDER, token.encode("ascii"))


def awaits_token(source: bytes) -> bool:
    return PLACEHOLDER in source.partition(b"\r\n\r\n")[2]


def redated(source: bytes, at: datetime) -> bytes:
    """The same letter made for another instant: what a released draft gets."""
    return DATE_HEADER.sub(_date(at), source, count=1)


def _date(at: datetime) -> bytes:
    return b"Date: " + format_datetime(at.astimezone(COPENHAGEN)).encode("ascii")


def _part(subtype: str, text: str) -> Iterator[bytes]:
    yield f"Content-Type: text/{subtype}; charset=utf-8".encode("ascii")
    yield b"Content-Transfer-Encoding: quoted-printable"
    yield b""
    for line in text.replace("\r\n", "\n").split("\n"):
        yield from _physical_lines(line)


def _physical_lines(line: str) -> list[bytes]:
    """One line of text as quoted-printable lines; the last ends it, those before end softly."""
    pieces: list[bytes] = []
    for index, piece in enumerate(LINK.split(line)):  # text, link, text, link … text
        encoded = ENCODE.sub(_hex, piece.encode("utf-8"))
        if index % 2 == 0:
            pieces += _cut(encoded)
        elif len(encoded) + TOKEN_LENGTH < LINE_LIMIT:
            pieces.append(encoded + PLACEHOLDER)
        else:
            pieces += [*_cut(encoded), PLACEHOLDER]
    if not pieces:
        return [b""]
    if pieces[-1].endswith(b" "):  # white space before a line end does not survive the way
        pieces[-1:] = _cut(pieces[-1][:-1] + b"=20")
    return [piece + b"=" for piece in pieces[:-1]] + pieces[-1:]


def _cut(encoded: bytes) -> list[bytes]:
    """In pieces that leave room for the soft break and cut no encoded byte in two."""
    pieces, start, room = [], 0, LINE_LIMIT - 1
    while start < len(encoded):
        end = start + room
        tail = encoded.rfind(b"=", end - 2, end) if end < len(encoded) else -1
        if tail >= 0:
            end = tail
        pieces.append(encoded[start:end])
        start = end
    return pieces


def _hex(match: re.Match[bytes]) -> bytes:
    return b"=%02X" % match[0][0]


def _mailbox(mailbox: Mailbox, header: str) -> bytes:
    if not ADDRESS.fullmatch(mailbox.address):
        raise ValueError(f"{header}: not a plain address")
    address = f"<{mailbox.address}>".encode("ascii")
    name = _words(mailbox.name, header, PLAIN_NAME)
    return name + b"\r\n " + address if name else address


@lru_cache(maxsize=1_000)
def _words(value: str, header: str, plain: re.Pattern[str]) -> bytes:
    """A header's text: as it is when short and simple, else encoded words (RFC 2047), folded.

    Kept, since folding takes longer than the rest of a letter, and a round's letters share theirs.
    """
    if CONTROL.search(value) or "\n" in value or "\t" in value:
        raise ValueError(f"{header}: control characters")
    if plain.fullmatch(value) and value == value.strip():
        return value.encode("ascii")
    encoded = Header(value, "utf-8", header_name=header, maxlinelen=LINE_LIMIT)
    return encoded.encode(linesep="\r\n").encode("ascii")
