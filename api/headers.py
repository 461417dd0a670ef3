"""Security headers on every answer, a foreign Origin refused, and HEAD answered like GET.

Plain ASGI: no body is buffered and streaming answers stay streams.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.pages.errors import no
from api.problems import FAILED

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
STATIC = "/static/"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
        " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Adds what is not set already; pages are never stored, static files for an hour."""

    def __init__(self, app: ASGIApp, *, own_origins: Iterable[str]) -> None:
        self.app = app
        self.own_origins = frozenset(own_origins)
        self.https = any(origin.startswith("https://") for origin in self.own_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path, started = scope["path"], False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                stored = "public, max-age=3600" if path.startswith(STATIC) else "no-store"
                headers.setdefault("Cache-Control", stored)
                if self.https:
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        if self._foreign(scope):
            answer = no(scope, 403, "Anmodningen kommer fra et fremmed websted.")
            await answer(scope, receive, with_headers)
            return
        try:
            await self.app(scope, receive, with_headers)
        except ClientDisconnect:
            return  # cut in the middle of a request: nobody is there to be told, and none failed
        except Exception:
            if not started:  # the framework's own answer would come without the headers
                await no(scope, 500, FAILED)(scope, receive, with_headers)
            raise

    def _foreign(self, scope: Scope) -> bool:
        """An unsafe request whose Origin is neither the configured address nor its own host.

        Under `Referrer-Policy: no-referrer` browsers send `Origin: null` with a form of our own;
        what kind of site it came from then stands in `Sec-Fetch-Site`.
        """
        if scope["method"] in SAFE:
            return False
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None or origin == "null":
            return headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}
        own = f"{scope['scheme']}://{headers.get('host', '')}"
        return origin not in self.own_origins and origin != own


class HeadAsGet:
    """FastAPI answers HEAD with 405; here it is GET without its body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"}, receive, without_body)


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
