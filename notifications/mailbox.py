"""The built-in mailbox: a real SMTP server on loopback that stands for the recipients.

It is open only while somebody delivers. What it answers 250 to is committed, each message in a
transaction of its own, duplicates included: it shows what arrived, not what should have.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes
from email.policy import default as modern

from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine

from models.database import transaction
from models.letter import MailboxMessage
from notifications.smtp_server import Server

LOOPBACK = "127.0.0.1"
logger = logging.getLogger(__name__)
logging.getLogger("mail.log").setLevel(logging.WARNING)  # below it aiosmtpd logs whole messages


@contextmanager
def open_mailbox(engine: Engine, clock: Callable[[], datetime]) -> Iterator[Server]:
    """Serve on a free port until the block ends; `clock` tells the real instant of arrival."""
    started: threading.Event = threading.Event()
    box = _Box(_Keeper(engine, clock), started)
    thread = threading.Thread(target=box.run, name="mailbox", daemon=True)
    thread.start()
    started.wait()
    if not box.port:
        raise RuntimeError("the built-in mailbox could not listen on loopback")
    try:
        yield Server(LOOPBACK, box.port, starttls=False)
    finally:
        box.stop()
        thread.join()


class _Box:
    """The server's loop in its own thread; the port is the kernel's choice."""

    def __init__(self, keeper: "_Keeper", started: threading.Event) -> None:
        self.port = 0
        self._keeper = keeper
        self._started = started
        self._loop = asyncio.new_event_loop()
        self._ended: asyncio.Event

    def run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)

    async def _serve(self) -> None:
        self._ended = asyncio.Event()
        try:
            server = await self._loop.create_server(self._protocol, LOOPBACK, 0)
            self.port = server.sockets[0].getsockname()[1]
        finally:
            self._started.set()
        await self._ended.wait()
        server.close()

    def _protocol(self) -> SMTP:
        return SMTP(self._keeper, hostname="localhost", loop=self._loop)


class _Keeper:
    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        raw = envelope.original_content or b""
        try:
            with transaction(self._engine) as session:
                session.add_all(
                    MailboxMessage(
                        received_at=self._clock(),
                        sender=envelope.mail_from or "",
                        recipient=recipient,
                        subject=str(message_from_bytes(raw, policy=modern)["Subject"] or ""),
                        raw=raw,
                    )
                    for recipient in envelope.rcpt_tos
                )
        except Exception:
            logger.exception("the mailbox could not keep a message")
            return "451 4.3.0 the message could not be kept, try again"
        return "250 2.0.0 kept"
