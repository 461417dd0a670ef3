"""Letters leave the outbox."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from models.database import get_engine, transaction
from models.keys import keys_of
from models.settings import Settings, get_settings
from notifications.dispatch import Addressed, address, record
from notifications.leases import Hold, claim
from notifications.mailbox import open_mailbox
from notifications.smtp import Courier, Outcome, Verdict
from notifications.smtp_server import Server

BATCH = 128
CHUNK = 16
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
    delivery = _Delivery(engine, keys_of(settings)[0], _moving(now), sandbox=sandbox)
    hold = delivery.claim()
    if not hold.ids:
        return 0
    accepted = 0
    with (
        _server(engine, settings, delivery.clock, sandbox=sandbox) as server,
        _courier(server, settings.mail_from) as (courier, runner),
    ):
        while hold.ids:
            accepted += delivery.deliver(hold, courier, runner)
            if not courier.reachable:
                break
            hold = delivery.claim()
    return accepted


class _Delivery:
    """Batches of letters from claim to record, in the steps that must be committed one by one."""

    def __init__(self, engine: Engine, key: bytes, clock: Clock, *, sandbox: bool) -> None:
        self.clock = clock
        self._engine = engine
        self._key = key
        self._sandbox = sandbox

    def claim(self) -> Hold:
        with transaction(self._engine) as session:
            return claim(session, self.clock(), sandbox=self._sandbox, limit=BATCH)

    def deliver(self, hold: Hold, courier: Courier, runner: asyncio.Runner) -> int:
        """Returns how many were accepted; without a server the rest is given back untried."""
        accepted = 0
        for start in range(0, len(hold.ids), CHUNK):
            with transaction(self._engine) as session:
                hold.renew(session, self.clock())
                letters = address(session, hold, hold.ids[start : start + CHUNK], self._key)
            outcomes = runner.run(self._send(courier, letters, hold))
            with transaction(self._engine) as session:
                record(session, hold, list(zip(letters, outcomes, strict=True)), self.clock)
            accepted += sum(outcome.verdict is Verdict.ACCEPTED for outcome in outcomes)
            if not courier.reachable:
                with transaction(self._engine) as session:
                    hold.release(session)
                break
        return accepted

    async def _send(
        self, courier: Courier, letters: Sequence[Addressed], hold: Hold
    ) -> list[Outcome]:
        keeping = asyncio.create_task(self._keep(hold))
        try:
            outcomes = await courier.send([letter.parcel for letter in letters])
        finally:
            keeping.cancel()
        for letter, outcome in zip(letters, outcomes, strict=True):
            if outcome.verdict is not Verdict.ACCEPTED:
                logger.warning("letter %d: %s", letter.id, outcome.verdict)
        return outcomes

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
