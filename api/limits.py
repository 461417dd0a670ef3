"""How often a link may be used, and how large a request may be (CONTRACT, Limits).

Counted per token, so that a bot on one address locks nobody else out; unknown tokens are counted
per address, which costs a token that is known no more than a look at its contact. Each process
counts for itself: the limits protect it, not a quota.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actions.open_link import open_link
from actions.read_feed import open_party_feed
from actions.round_calendar import open_round_calendar
from api.pages.errors import no
from models.database import reading
from rules.files import MAX_BYTES
from rules.links import TOKEN_LENGTH
from rules.refusal import Refusal, Why

MINUTE = 60.0
GETS_PER_MINUTE = 600
POSTS_PER_MINUTE = 180
UNKNOWN_PER_MINUTE = 60
REMEMBERED = 50_000
BODY_LIMIT = MAX_BYTES + 1024 * 1024
SIGN_IN = "/signin"
OPENERS: dict[str, Callable[[Session, str], object]] = {
    "/s/": open_link,
    "/calendar/": open_party_feed,
    "/round-calendar/": open_round_calendar,
}


@dataclass(slots=True)
class _Bucket:
    """A leaking count: `level` requests, draining evenly over a minute."""

    level: float
    at: float


class _Counter:
    """Buckets by key, the least recently used forgotten first."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self.buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def retry_after(self, key: str) -> int:
        """Seconds until one more is allowed; 0: it is allowed now."""
        bucket = self._drained(key)
        over = bucket.level + 1 - self.per_minute
        return 0 if over <= 0 else max(1, round(over * MINUTE / self.per_minute))

    def count(self, key: str) -> None:
        self._drained(key).level += 1

    def _drained(self, key: str) -> _Bucket:
        now = monotonic()
        bucket = self.buckets.pop(key, None) or _Bucket(0.0, now)
        bucket.level = max(0.0, bucket.level - (now - bucket.at) * self.per_minute / MINUTE)
        bucket.at = now
        self.buckets[key] = bucket
        if len(self.buckets) > REMEMBERED:
            self.buckets.popitem(last=False)
        return bucket


class Limits:
    """429 with Retry-After past a limit, 413 past a size; without a length it counts what comes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.by_token = {"GET": _Counter(GETS_PER_MINUTE), "POST": _Counter(POSTS_PER_MINUTE)}
        self.unknown = _Counter(UNKNOWN_PER_MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            await no(scope, 404, "Not Found")(scope, receive, send)  # PostgreSQL knows no such text
            return
        if _length(scope) > BODY_LIMIT:
            await no(scope, 413, TOO_LARGE)(scope, receive, send)
            return
        wait = await self._wait(scope)
        if wait:
            answer = no(scope, 429, TOO_OFTEN, {"Retry-After": str(wait)})
            await answer(scope, receive, send)
            return
        await self._counted(scope, receive, send)

    async def _wait(self, scope: Scope) -> int:
        """A token that opens a seat is counted for itself; any other by its address."""
        token = _token(scope["path"])
        if token is None:
            return 0
        counter = self.by_token["POST" if scope["method"] == "POST" else "GET"]
        if token in self.by_token["GET"].buckets or token in self.by_token["POST"].buckets:
            wait = counter.retry_after(token)
            if not wait:
                counter.count(token)
            return wait
        wait = self.unknown.retry_after(_address(scope))
        opener = next(
            (do for start, do in OPENERS.items() if scope["path"].startswith(start)), None
        )
        if wait and opener and await run_in_threadpool(_opens, opener, token):
            return 0
        return wait

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reads the size as it streams, and learns from the answer whether the token was known."""
        token, size, started = _token(scope["path"]), 0, False

        async def measured() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > BODY_LIMIT:
                raise _TooLargeError
            return message

        async def learning(message: Message) -> None:
            nonlocal started
            if size > BODY_LIMIT and not started:
                return  # whatever the application makes of a body cut off
            if token is not None and message["type"] == "http.response.start":
                if message["status"] == 404:
                    self.unknown.count(_address(scope))
                elif token not in self.by_token["GET"].buckets:
                    self.by_token["GET"].count(token)
            started = True
            await send(message)

        try:
            await self.app(scope, measured, learning)
        except Exception:
            if size <= BODY_LIMIT or started:
                raise
        if size > BODY_LIMIT and not started:
            await no(scope, 413, TOO_LARGE)(scope, receive, send)


class _TooLargeError(Exception):
    """The body grew past the limit while it was read."""


TOO_LARGE = f"Forespørgslen fylder mere end {BODY_LIMIT // 1024**2} MB."
TOO_OFTEN = "Siden er hentet for mange gange på kort tid. Vent lidt og prøv igen."


def _length(scope: Scope) -> int:
    """What the body says of its size; what is no number is measured as it comes."""
    said = Headers(scope=scope).get("content-length", "")
    return int(said[:20]) if said.isdecimal() else 0


def _token(path: str) -> str | None:
    """Without what a mail program took along: with it the same link is counted all the same."""
    if not path.startswith((*OPENERS, SIGN_IN + "/")):
        return None
    token = path.split("/")[2]
    return token if path.startswith(SIGN_IN) else token[:TOKEN_LENGTH]


def _opens(opener: Callable[[Session, str], object], token: str) -> bool:
    """Whether the link is, or was, somebody's."""
    try:
        with reading() as session:
            opener(session, token)
    except Refusal as refusal:
        return refusal.why is not Why.UNKNOWN
    except SQLAlchemyError:
        return False
    return True


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else "unknown"
