"""A real SMTP server on loopback that treats each recipient as the address says.

later@ refused@      an answer to RCPT           data-later@ data-refused@    an answer after DATA
drop@                takes the letter, closes the connection instead of answering
hang@                takes the letter and answers when `answering` is set
anything else        250
"""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

AT_RCPT = {"later": "451 4.3.2 try again", "refused": "550 5.1.1 no such mailbox"}
AFTER_DATA = {
    "data-later": "452 4.2.2 mailbox full",
    "data-refused": "554 5.7.1 blocked: {url}",
}


class PostOffice:
    """received  what was taken, in order: recipient and the bytes as sent, dots unstuffed.

    tls      encrypted from the first byte; null: not
    options  what aiosmtpd's server is told, e.g. to offer STARTTLS
    """

    def __init__(self, tls: ssl.SSLContext | None, options: dict[str, Any]) -> None:
        self._tls = tls
        self._options = options
        self.received: list[tuple[str, bytes]] = []
        self.answering = threading.Event()
        self._arrived = threading.Condition()
        self.port = 0
        self._connections: list[SMTP] = []
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?starttls=false"

    @property
    def connections(self) -> int:
        return len(self._connections)

    def to(self, address: str) -> list[bytes]:
        return [raw for recipient, raw in self.received if recipient == address]

    def arrived_at(self, address: str, seconds: float) -> bool:
        """Wait for a letter to that address; false when none came in time."""
        with self._arrived:
            return self._arrived.wait_for(lambda: bool(self.to(address)), seconds)

    def hang_up(self) -> None:
        """Close every connection, as servers do with idle ones."""

        async def close() -> None:
            for connection in self._connections:
                if connection.transport is not None:
                    connection.transport.close()

        asyncio.run_coroutine_threadsafe(close(), self._loop).result()

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        reply = AT_RCPT.get(address.partition("@")[0])
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        [address] = envelope.rcpt_tos
        name = address.partition("@")[0]
        raw = envelope.original_content or b""
        if name in AFTER_DATA:
            url = raw[raw.index(b"https://") :].split(b"=\r\n")[0].split(b"\r\n")[0]
            return AFTER_DATA[name].format(url=url.decode())
        with self._arrived:
            self.received.append((address, raw))
            self._arrived.notify_all()
        if name == "drop":
            cast(asyncio.Transport, server.transport).abort()
        if name == "hang":
            await asyncio.to_thread(self.answering.wait, 60)
        return "250 OK"

    def run(self, started: threading.Event) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve(started))

    def stop(self) -> None:
        self.answering.set()
        self._loop.call_soon_threadsafe(self._ended.set)

    async def _serve(self, started: threading.Event) -> None:
        server = await self._loop.create_server(self._connection, "127.0.0.1", 0, ssl=self._tls)
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        await self._ended.wait()
        server.close()

    def _connection(self) -> SMTP:
        server = SMTP(self, hostname="localhost", loop=self._loop, **self._options)
        self._connections.append(server)
        return self._connections[-1]


@contextmanager
def post_office(tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[PostOffice]:
    office = PostOffice(tls, options)
    with serving(office):
        yield office


@contextmanager
def serving(office: PostOffice) -> Iterator[None]:
    """In a thread of its own until the block ends."""
    started = threading.Event()
    thread = threading.Thread(target=office.run, args=(started,))
    thread.start()
    started.wait()
    try:
        yield
    finally:
        office.stop()
        thread.join()


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
