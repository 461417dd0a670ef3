"""A stored file as a download: never shown in our own origin, whatever its bytes are."""

from urllib.parse import quote

from fastapi.responses import Response


def download(content: bytes, media: str, filename: str) -> Response:
    return Response(content, media_type=media, headers=as_attachment(filename))


def as_attachment(filename: str) -> dict[str, str]:
    """`filename` with Danish letters as RFC 6266 wants it, and a plain one beside it."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " ._-()") else "_" for c in filename)
    return {
        "Content-Disposition": (
            f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
        ),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
