"""Files that go with a letter, as MIME parts around its text (RFC 2046, section 5.1.3)."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote

LINE = 76  # characters of base64 in a line, RFC 2045
BOTH = b"Content-Type: multipart/alternative"  # where a letter's headers end and its text begins


@dataclass(frozen=True, slots=True)
class Attachment:
    """`media_type` without parameters, e.g. `application/pdf`."""

    filename: str
    media_type: str
    content: bytes


def with_files(source: bytes, attachments: Sequence[Attachment]) -> bytes:
    """A finished letter and the files after its text; the same arguments give the same bytes."""
    head, start, text = source.partition(BOTH)
    mark = sha256(head).hexdigest()[:32]  # its Message-ID is in it
    return head + b"\r\n".join(mixed([start + text], attachments, mark))


def mixed(entity: Sequence[bytes], attachments: Sequence[Attachment], mark: str) -> list[bytes]:
    """The entity, headers first, and the files after it. `mark` makes the boundary its own."""
    boundary = f"=_mixed_{mark}"  # "=_" is neither quoted-printable nor base64
    delimiter = f"--{boundary}".encode("ascii")
    lines = [f'Content-Type: multipart/mixed;\r\n boundary="{boundary}"'.encode("ascii"), b""]
    lines += [delimiter, *entity]
    for attachment in attachments:
        lines += [delimiter, *_part(attachment)]
    return [*lines, delimiter + b"--", b""]


def _part(attachment: Attachment) -> Iterator[bytes]:
    """ValueError for a media type that is none; any name is a name (RFC 2231)."""
    if not attachment.media_type.replace("/", "").replace(".", "").replace("-", "").isalnum():
        raise ValueError(f"no media type: {attachment.media_type!r}")
    name = quote(attachment.filename, safe="")
    yield f"Content-Type: {attachment.media_type}".encode("ascii")
    yield b"Content-Transfer-Encoding: base64"
    yield f"Content-Disposition: attachment;\r\n filename*=utf-8''{name}".encode("ascii")
    yield b""
    encoded = b64encode(attachment.content)
    for start in range(0, len(encoded), LINE):
        yield encoded[start : start + LINE]
