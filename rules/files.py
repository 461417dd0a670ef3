"""What a file may be: told by its first bytes, never by its name."""

import re

from rules.refusal import Refusal
from rules.text import line

MAX_BYTES = 20 * 1024 * 1024
HEAD_BYTES = 64 * 1024  # how far the headers of a mail are looked for
MAGIC = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "application/zip": (b"PK\x03\x04",),  # docx and xlsx are zip files
}
MAIL, OUTLOOK = "message/rfc822", "application/vnd.ms-outlook"
HEADER = rb"(?:[A-Za-z0-9-]{1,60}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)"
SENT = rb"(?:From|Received|Date):"  # what every mail has among its headers
A_MAIL = re.compile(rb"(?i)(?=" + HEADER + rb"{0,60}" + SENT + rb")" + HEADER + rb"{2}")
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Outlook and old Office write
OUTLOOKS_OWN = "__properties_version1.0".encode("utf-16-le")  # MS-OXMSG 2.4: in every .msg
SNIFFED = re.compile(rb"(?i)<(?:!doctype|html|head|body|script|iframe|svg)\b")
SNIFFED_BYTES = 1_500  # how far browsers look for a page in what claims to be something else
ZIP_END, ZIP_END_BYTES = b"PK\x05\x06", 22  # a zip is found from its end, whatever it begins with
ONE_KIND = frozenset({"application/pdf", "image/png", "image/jpeg"})
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXTENSIONS = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    MAIL: ("eml",),
    OUTLOOK: ("msg",),
    WORD: ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
}
EVIDENCE = frozenset({"application/pdf", "image/png", "image/jpeg", MAIL, OUTLOOK})
DOCUMENTS = frozenset(EXTENSIONS) - {MAIL, OUTLOOK}


def media_type(content: bytes, filename: str, allowed: frozenset[str], field: str) -> str:
    """The type that content and name agree on; Refusal when empty, too large, or not allowed."""
    if not content:
        raise Refusal("Filen er tom.", field=field)
    if len(content) > MAX_BYTES:
        raise Refusal(f"Filen fylder mere end {MAX_BYTES // 1024**2} MB.", field=field)
    extension = filename.rpartition(".")[2].lower()
    for kind in sorted(allowed):
        if extension in EXTENSIONS[kind] and _is(content, kind):
            if kind in ONE_KIND and _is_another_too(content):
                raise Refusal(
                    "Filen er flere slags på én gang og tages ikke imod. Gem den som PDF igen.",
                    field=field,
                )
            return kind
    names = ", ".join(sorted({e for kind in allowed for e in EXTENSIONS[kind]}))
    raise Refusal(f"Filen er ikke af en type, vi kan tage imod ({names}).", field=field)


def _is(content: bytes, kind: str) -> bool:
    if kind == MAIL:
        return A_MAIL.match(content, 0, HEAD_BYTES) is not None
    if kind == OUTLOOK:
        return content.startswith(COMPOUND) and OUTLOOKS_OWN in content
    return content.startswith(MAGIC.get(kind, MAGIC["application/zip"]))


def _is_another_too(content: bytes) -> bool:
    """A page to a browser that guesses, or an archive to a program that looks at the end."""
    if SNIFFED.search(content, 0, SNIFFED_BYTES):
        return True
    at = content.rfind(ZIP_END, -ZIP_END_BYTES - 0xFFFF)
    comment = int.from_bytes(content[at + 20 : at + ZIP_END_BYTES], "little")
    return at >= 0 and at + ZIP_END_BYTES + comment == len(content)


def safe_filename(name: str, field: str) -> str:
    """The last part of a name, without path, quotes or control characters; at most 150 long."""
    last = line(name.replace("\\", "/").rpartition("/")[2], field, limit=500)
    kept = "".join(c for c in last if c.isalnum() or c in " ._-()").strip(" .")
    if not kept:
        raise Refusal("Filen har intet navn.", field=field)
    return kept[-150:]
