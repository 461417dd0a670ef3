"""Handing letters to an SMTP server over a few reused connections.

What matters is how it ended, letter by letter. A connection that is lost after the last line went
out and before the server's reply leaves doubt: the server may have taken the letter (RFC 1047).
"""

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPHeloError,
    SMTPResponse,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from notifications.smtp_server import Server

READY_FOR_DATA = 354
SHUTTING_DOWN = 421
OUR_TROUBLE = frozenset({530, 534, 535, 538})  # signing in: the letter is not to blame
WORDS_LIMIT = 300


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    LATER = "later"  # certainly not taken this time
    REFUSED = "refused"  # never will be
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended, with the server's words or the trouble on the way."""

    verdict: Verdict
    words: str = ""


class Parcel(Protocol):
    """One message to one address."""

    @property
    def to(self) -> str: ...
    @property
    def source(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds; a server may think for long once it has everything (RFC 5321, section 4.5.3.2)."""

    connect: float = 30
    command: float = 60
    after_data: float = 600


P = TypeVar("P", bound=Parcel)


class Ledger(Protocol[P]):
    """Where parcels come from, and where it is written how they ended."""

    async def turn(self, ended: tuple[P, Outcome] | None, *, more: bool = True) -> P | None:
        """Write down how one ended and take the next; null: there is none, or no `more` wanted."""


class Courier:
    """Connections to one server.

    reachable  false when letters were left because no connection could be had
    trouble    why, in the server's words or the network's
    """

    def __init__(
        self, server: Server, sender: str, *, connections: int = 4, timeouts: Timeouts | None = None
    ) -> None:
        self.reachable = True
        self.trouble = ""
        self._sender = sender
        self._timeouts = timeouts or Timeouts()
        self._clients = [server.client(self._timeouts.command) for _ in range(connections)]

    async def send(self, ledger: Ledger[P], *, expected: int) -> None:
        """Each connection takes the next parcel when it has room, and tells at once how it ended.

        No more connections are opened than `expected` parcels need, and a parcel is taken only
        when there is a connection for it. What `ledger` raises is raised when the other
        connections are through with what they had.
        """
        ends = await asyncio.gather(
            *(self._work(client, ledger) for client in self._clients[:expected]),
            return_exceptions=True,
        )
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        self.reachable = any(ends)

    async def close(self) -> None:
        for client in self._clients:
            with suppress(SMTPException, OSError):
                if client.is_connected:
                    await client.quit(timeout=self._timeouts.connect)
            client.close()

    async def _work(self, client: SMTP, ledger: Ledger[P]) -> bool:
        """True when there was nothing left to take, false when there was no connection."""
        ended: tuple[P, Outcome] | None = None
        while True:
            reused = client.is_connected
            if not reused:
                if ended:
                    await ledger.turn(ended, more=False)
                    ended = None
                if not await self._connected(client):
                    return False
            parcel = await ledger.turn(ended)
            if parcel is None:
                return True
            outcome = await self._hand_over(client, parcel)
            if outcome is None and reused and await self._connected(client):
                outcome = await self._hand_over(client, parcel)  # it had been closed meanwhile
            ended = parcel, outcome or Outcome(Verdict.LATER, "the connection was closed")

    async def _connected(self, client: SMTP) -> bool:
        try:
            await client.connect(timeout=self._timeouts.connect)
            if client.is_ehlo_or_helo_needed:
                await self._greet(client)
        except (SMTPException, OSError, ValueError) as trouble:
            self.trouble = _words(str(trouble))
            client.close()
            return False
        return True

    async def _greet(self, client: SMTP) -> None:
        try:
            await client.ehlo(timeout=self._timeouts.command)
        except SMTPHeloError:
            await client.helo(timeout=self._timeouts.command)

    async def _hand_over(self, client: SMTP, parcel: Parcel) -> Outcome | None:
        """None: the connection was gone before anything was said."""
        said = handed = False
        command = self._timeouts.command
        try:
            await client.mail(self._sender, timeout=command)
            said = True
            await client.rcpt(parcel.to, timeout=command)
            reply = await client.execute_command(b"DATA", timeout=command)
            if reply.code == READY_FOR_DATA:
                handed = True
                reply = await self._data(client, parcel.source)
            outcome = _judged(reply, handed=handed)
        except SMTPResponseException as refusal:
            outcome = _judged(SMTPResponse(refusal.code, refusal.message), handed=handed)
            if refusal.code == SHUTTING_DOWN and not said:
                client.close()
                return None
        except SMTPServerDisconnected as trouble:
            client.close()
            if not said:
                return None
            outcome = Outcome(Verdict.DOUBT if handed else Verdict.LATER, _words(str(trouble)))
        except Exception as trouble:  # whatever one letter does, the others go on
            client.close()
            words = _words(f"{type(trouble).__name__}: {trouble}")
            return Outcome(Verdict.DOUBT if handed else Verdict.LATER, words)
        if outcome.verdict is not Verdict.ACCEPTED:
            await self._reset(client)
        return outcome

    async def _data(self, client: SMTP, source: bytes) -> SMTPResponse:
        """The message and the closing dot; done here to know whether they had gone out."""
        if client.protocol is None:
            raise SMTPServerDisconnected("Connection lost")
        client.protocol.write(re.sub(rb"(?m)^\.", b"..", source) + b".\r\n")
        return await client.protocol.read_response(timeout=self._timeouts.after_data)

    async def _reset(self, client: SMTP) -> None:
        try:
            if client.is_connected:
                await client.rset(timeout=self._timeouts.command)
        except (SMTPException, OSError):
            client.close()


def _judged(reply: SMTPResponse, *, handed: bool) -> Outcome:
    words = _words(f"{reply.code} {reply.message}")
    if handed and 200 <= reply.code < 300:
        return Outcome(Verdict.ACCEPTED, words)
    if 500 <= reply.code < 600 and reply.code not in OUR_TROUBLE:
        return Outcome(Verdict.REFUSED, words)
    answered = 400 <= reply.code < 600
    return Outcome(Verdict.DOUBT if handed and not answered else Verdict.LATER, words)


def _words(text: str) -> str:
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())[:WORDS_LIMIT]
