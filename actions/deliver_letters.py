"""Letters leave the outbox."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from models.database import get_engine, reading, transaction
from models.keys import keys_of
from models.settings import Settings, get_settings
from notifications.dispatch import Addressed, address, record
from notifications.leases import Hold, claim
from notifications.mailbox import open_mailbox
from notifications.receipts import keep_receipts, write_receipts
from notifications.smtp import Courier, Outcome, Verdict
from notifications.smtp_server import Server

BATCH = 128
MARKED_AS_TRIED = 16  # so that somebody sees why nothing leaves
RENEW_AFTER = 20.0  # seconds; a third of the lease

Clock = Callable[[], datetime]
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
        """The next letters; receipts get their text here, rendered while nothing is locked."""
        with transaction(self._engine) as session:
            hold = claim(session, self.clock(), sandbox=self._sandbox, limit=BATCH)
        with reading(self._engine) as session:
            texts = write_receipts(session, hold.ids, self._settings)
        if texts:
            with transaction(self._engine) as session:
                keep_receipts(session, texts)
        return hold

    async def deliver(self, hold: Hold, courier: Courier) -> None:
        """Without a server a few letters are marked as tried, the rest is given back untouched."""

        def done(letter: Addressed, outcome: Outcome) -> None:
            self._record(hold, letter, outcome)

        letters = self._letters(hold)
        keeping = asyncio.create_task(self._keep(hold))
        try:
            await courier.send(letters, done, expected=len(hold.ids))
        finally:
            keeping.cancel()
        if not courier.reachable:
            for letter in islice(letters, MARKED_AS_TRIED):
                done(letter, Outcome(Verdict.LATER, courier.trouble))
            with transaction(self._engine) as session:
                hold.release(session)

    def _letters(self, hold: Hold) -> Iterator[Addressed]:
        """Each is committed as `sending` before it is given out, and only when it is asked for."""
        for id_ in hold.ids:
            with transaction(self._engine) as session:
                addressed = address(session, hold, id_, self._key)
            if addressed:
                yield addressed

    def _record(self, hold: Hold, letter: Addressed, outcome: Outcome) -> None:
        with transaction(self._engine) as session:
            record(session, hold, letter, outcome, self.clock())
        if outcome.verdict is Verdict.ACCEPTED:
            self.accepted += 1
        else:
            logger.warning("letter %d: %s", letter.id, outcome.verdict)

    async def _keep(self, hold: Hold) -> None:
        """While a slow server thinks, the letters stay ours."""
        while True:
            await asyncio.sleep(RENEW_AFTER)
            try:
                with transaction(self._engine) as session:
                    hold.renew(session, self.clock())
            except SQLAlchemyError:  # tried again before the lease is over
                logger.exception("the letters in hand could not be held on to")


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
