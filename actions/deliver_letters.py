"""Letters leave the outbox."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from actions.enclose_agenda import enclose_agenda
from models.database import get_engine, reading, transaction
from models.keys import keys_of
from models.settings import Settings, get_settings
from notifications.dispatch import Addressed, address, record
from notifications.leases import Hold, claim
from notifications.mailbox import open_mailbox
from notifications.smtp import Courier, Outcome, Verdict
from notifications.smtp_server import Server
from notifications.unwritten import keep_texts, write_texts

BATCH = 128
MARKED_AS_TRIED = 16  # so that somebody sees why nothing leaves
RENEW_AFTER = 20.0  # seconds; a third of the lease

Clock = Callable[[], datetime]
Ended = tuple[Addressed, Outcome]
logger = logging.getLogger(__name__)


def deliver_letters(
    now: datetime,
    *,
    sandbox: bool = False,
    settings: Settings | None = None,
    engine: Engine | None = None,
) -> int:
    """Send what is due, real letters or the sandbox's; returns how many the server accepted.

    now  the real instant, also when a missed morning is made up for: leases are measured by it

    The one action that runs transactions of its own: nothing may be held open while a server
    thinks, a letter must be known to be on its way before it is, and one accepted must not be
    forgotten because a later one failed. Any number may run at once, each letter is with one of
    them at a time, and what a dead one held falls to the next after a minute. Not to be called
    inside a running event loop.
    """
    settings, engine = settings or get_settings(), engine or get_engine()
    delivery = _Delivery(engine, settings, _moving(now), sandbox=sandbox)
    hold = delivery.claim()
    if not hold.ids:
        return 0
    with (
        _server(engine, settings, delivery.clock, sandbox=sandbox) as server,
        _courier(server, settings.mail_from) as (courier, runner),
    ):
        while hold.ids:
            runner.run(delivery.deliver(hold, courier))
            if not courier.reachable:
                break
            hold = delivery.claim()
    return delivery.accepted


class _Delivery:
    """Batches of letters from claim to record, in the steps that must be committed one by one."""

    def __init__(self, engine: Engine, settings: Settings, clock: Clock, *, sandbox: bool) -> None:
        self.clock = clock
        self.accepted = 0
        self._engine = engine
        self._settings = settings
        self._key = keys_of(settings)[0]
        self._sandbox = sandbox

    def claim(self) -> Hold:
        """The next letters; queued bare, they get their text here, while nothing is locked."""
        hold = self._claim()
        while hold.put_off and not hold.ids:  # those behind them may be for somebody else
            hold = self._claim()
        with reading(self._engine) as session:
            texts = write_texts(session, hold.ids, self._settings, enclose_agenda)
        if texts:
            with transaction(self._engine) as session:
                keep_texts(session, texts)
        return hold

    def _claim(self) -> Hold:
        to_the_world = bool(self._settings.smtp_url) and not self._sandbox
        pace = self._settings.letters_per_minute if to_the_world else 0
        now = self.clock()
        with transaction(self._engine) as session:
            return claim(session, now, sandbox=self._sandbox, limit=BATCH, per_minute=pace)

    async def deliver(self, hold: Hold, courier: Courier) -> None:
        """Without a server a few letters are marked as tried, the rest is given back untouched."""
        ledger = _Ledger(hold, self._engine, self._key, self.clock)
        keeping = asyncio.create_task(self._keep(hold))
        try:
            await courier.send(ledger, expected=len(hold.ids))
            if not courier.reachable:
                for _ in range(MARKED_AS_TRIED):
                    if letter := await ledger.turn(None):
                        trouble = Outcome(Verdict.LATER, courier.trouble)
                        await ledger.turn((letter, trouble), more=False)
        finally:
            keeping.cancel()
            self.accepted += ledger.accepted
        if not courier.reachable:
            with transaction(self._engine) as session:
                hold.release(session)

    async def _keep(self, hold: Hold) -> None:
        """While a slow server thinks, the letters stay ours."""
        while True:
            await asyncio.sleep(RENEW_AFTER)
            try:
                with transaction(self._engine) as session:
                    hold.renew(session, self.clock())
            except SQLAlchemyError:  # tried again before the lease is over
                logger.exception("the letters in hand could not be held on to")


class _Ledger:
    """The letters of one hold: each is committed as `sending` before it is given out, in one
    transaction with how those before it ended. What several connections ask for at the same
    moment is committed together, so a crash leaves one letter in doubt for each of them.
    """

    def __init__(self, hold: Hold, engine: Engine, key: bytes, clock: Clock) -> None:
        self.accepted = 0
        self._hold, self._engine, self._key, self._clock = hold, engine, key, clock
        self._ids = iter(hold.ids)
        self._asked: list[_Asked] = []

    async def turn(self, ended: Ended | None, *, more: bool = True) -> Addressed | None:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Addressed | None] = loop.create_future()
        if not self._asked:
            loop.call_soon(self._commit)
        self._asked.append(_Asked(ended, more, answer))
        return await answer

    def _commit(self) -> None:
        asked, self._asked = self._asked, []
        try:
            with transaction(self._engine) as session:
                for letter, outcome in (one.ended for one in asked if one.ended):
                    record(session, self._hold, letter, outcome, self._clock())
                given = [self._next(session) if one.more else None for one in asked]
        except Exception as error:
            for one in asked:
                one.answer.set_exception(error)
            return
        for one, parcel in zip(asked, given, strict=True):
            self._count(one.ended)
            if not one.answer.done():
                one.answer.set_result(parcel)

    def _next(self, session: Session) -> Addressed | None:
        found = (address(session, self._hold, id_, self._key) for id_ in self._ids)
        return next(filter(None, found), None)

    def _count(self, ended: Ended | None) -> None:
        if ended and ended[1].verdict is Verdict.ACCEPTED:
            self.accepted += 1
        elif ended:
            logger.warning("letter %d: %s", ended[0].id, ended[1].verdict)


class _Asked(NamedTuple):
    ended: Ended | None
    more: bool
    answer: asyncio.Future[Addressed | None]


@contextmanager
def _server(engine: Engine, settings: Settings, clock: Clock, *, sandbox: bool) -> Iterator[Server]:
    if settings.smtp_url and not sandbox:
        yield Server.of(settings.smtp_url)
    else:
        with open_mailbox(engine, clock) as server:
            yield server


@contextmanager
def _courier(server: Server, sender: str) -> Iterator[tuple[Courier, asyncio.Runner]]:
    with asyncio.Runner() as runner:
        courier = Courier(server, sender)
        try:
            yield courier, runner
        finally:
            runner.run(courier.close())


def _moving(now: datetime) -> Clock:
    """`now`, going on by the monotonic clock, which no adjustment of the machine's time touches."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)
