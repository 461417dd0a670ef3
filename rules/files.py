"""What a file may be: told by its first bytes, never by its name."""

from rules.refusal import Refusal
from rules.text import line

MAX_BYTES = 20 * 1024 * 1024
MAGIC = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "application/zip": (b"PK\x03\x04",),  # docx and xlsx are zip files
}
EXTENSIONS = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
}
EVIDENCE = frozenset({"application/pdf", "image/png", "image/jpeg"})
DOCUMENTS = frozenset(EXTENSIONS)


def media_type(content: bytes, filename: str, allowed: frozenset[str], field: str) -> str:
    """The type that content and name agree on; Refusal when empty, too large, or not allowed."""
    if not content:
        raise Refusal("Filen er tom.", field=field)
    if len(content) > MAX_BYTES:
        raise Refusal(f"Filen fylder mere end {MAX_BYTES // 1024**2} MB.", field=field)
    extension = filename.rpartition(".")[2].lower()
    for kind in sorted(allowed):
        magic = MAGIC.get(kind, MAGIC["application/zip"])
        if extension in EXTENSIONS[kind] and content.startswith(magic):
            return kind
    names = ", ".join(sorted({e for kind in allowed for e in EXTENSIONS[kind]}))
    raise Refusal(f"Filen er ikke af en type, vi kan tage imod ({names}).", field=field)


def safe_filename(name: str, field: str) -> str:
    """The last part of a name, without path, quotes or control characters; at most 150 long."""
    last = line(name.replace("\\", "/").rpartition("/")[2], field, limit=500)
    kept = "".join(c for c in last if c.isalnum() or c in " ._-()").strip(" .")
    if not kept:
        raise Refusal("Filen har intet navn.", field=field)
    return kept[-150:]
