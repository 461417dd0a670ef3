"""Where the simulated letters arrive: a real SMTP server on loopback with moods.

Measured, a seed over the wire takes no longer than with a courier that only pretends.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from random import Random
from typing import Generic, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from notifications.opening import message_id_of
from notifications.smtp import Courier, Ledger, Outcome, P, Verdict
from notifications.smtp_server import Server
from tests.letters.post_office import PostOffice

NOWHERE = "smtp://127.0.0.1:9?starttls=false"
TAKEN = "250 OK"
HEAD = 2_000  # bytes that hold a letter's headers


class Mood(StrEnum):
    FINE = "fine"
    LATER = "later"  # 4xx to everybody
    AWAY = "away"  # nobody answers
    DROPS = "drops"  # takes some letters and closes instead of answering
    DIES = "dies"  # our deliverer is killed between the server's 250 and its commit


class Died(Exception):
    """The deliverer was killed."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One arrival: the deliverer's clock, recipient, Message-ID and SHA-256 of the bytes."""

    at: datetime
    to: str
    message_id: str
    sha256: str


@dataclass(slots=True)
class Post:
    """The server's side of all deliveries.

    address  where it is found when it is not away
    refused  addresses that are answered 550
    told_no  addresses that ever were
    doubted  Message-IDs of letters that were taken without our knowing
    """

    chance: Random
    now: datetime
    address: str = NOWHERE
    mood: Mood = Mood.FINE
    refused: set[str] = field(default_factory=set)
    told_no: set[str] = field(default_factory=set)
    doubted: set[str] = field(default_factory=set)
    copies: list[Copy] = field(default_factory=list)

    @property
    def url(self) -> str:
        return NOWHERE if self.mood is Mood.AWAY else self.address

    def at_rcpt(self, to: str) -> str:
        """The server's reply."""
        if to in self.refused:
            self.told_no.add(to)
            return "550 5.1.1 no such mailbox"
        return "451 4.3.2 try again" if self.mood is Mood.LATER else TAKEN

    def takes(self, to: str, source: bytes) -> bool:
        """The letter is here; false: the server hangs up instead of saying so."""
        copy = Copy(self.now, to, message_id_of(source[:HEAD]), sha256(source).hexdigest())
        self.copies.append(copy)
        drops = self.mood is Mood.DROPS and self.chance.random() < 0.5
        if drops:
            self.doubted.add(copy.message_id)
        return not drops

    def kills(self, source: bytes) -> bool:
        """Whether the deliverer dies now, with the letter taken."""
        if self.mood is not Mood.DIES or self.chance.random() > 0.2:
            return False
        self.doubted.add(message_id_of(source[:HEAD]))
        return True


class Mortal(Generic[P]):
    """A ledger whose deliverer may die before it has written down that a letter was taken."""

    def __init__(self, ledger: Ledger[P], post: Post) -> None:
        self._ledger, self._post = ledger, post

    async def turn(self, ended: tuple[P, Outcome] | None, *, more: bool = True) -> P | None:
        if ended and ended[1].verdict is Verdict.ACCEPTED and self._post.kills(ended[0].source):
            raise Died
        return await self._ledger.turn(ended, more=more)


class MortalCourier(Courier):
    """On one connection, so that a seed tells the same story each time."""

    def __init__(self, server: Server, sender: str, post: Post) -> None:
        super().__init__(server, sender, connections=1)
        self._post = post

    async def send(self, ledger: Ledger[P], *, expected: int) -> None:
        await super().send(Mortal(ledger, self._post), expected=expected)


class MoodyOffice(PostOffice):
    def __init__(self, post: Post) -> None:
        super().__init__(None, {})
        self._post = post

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        reply = self._post.at_rcpt(address)
        if reply == TAKEN:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        [address] = envelope.rcpt_tos
        if not self._post.takes(address, envelope.original_content or b""):
            cast("asyncio.Transport", server.transport).abort()
        return TAKEN
