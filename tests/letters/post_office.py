"""A real SMTP server on loopback that treats each recipient as the address says.

later@ refused@      an answer to RCPT           data-later@ data-refused@    an answer after DATA
drop@                takes the letter, closes the connection instead of answering
hang@                takes the letter and answers when `answering` is set
anything else        250
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from aiosmtpd.smtp import SMTP, Envelope, Session

AT_RCPT = {"later": "451 4.3.2 try again", "refused": "550 5.1.1 no such mailbox"}
AFTER_DATA = {
    "data-later": "452 4.2.2 mailbox full",
    "data-refused": "554 5.7.1 blocked: {url}",
}


class PostOffice:
    """received  what was taken, in order: recipient and the bytes as sent, dots unstuffed."""

    def __init__(self) -> None:
        self.received: list[tuple[str, bytes]] = []
        self.connections = 0
        self.answering = threading.Event()
        self.arrived = threading.Event()
        self.port = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?starttls=false"

    def to(self, address: str) -> list[bytes]:
        return [raw for recipient, raw in self.received if recipient == address]

    async def handle_RCPT(
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
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
        self.received.append((address, raw))
        self.arrived.set()
        if name == "drop" and server.transport is not None:
            server.transport.abort()
        if name == "hang":
            await asyncio.to_thread(self.answering.wait, 60)
        return "250 OK"


@contextmanager
def post_office() -> Iterator[PostOffice]:
    office, started = PostOffice(), threading.Event()
    loop = asyncio.new_event_loop()
    ended = asyncio.Event()

    def protocol() -> SMTP:
        office.connections += 1
        return SMTP(office, hostname="localhost", loop=loop)

    async def serve() -> None:
        server = await loop.create_server(protocol, "127.0.0.1", 0)
        office.port = server.sockets[0].getsockname()[1]
        started.set()
        await ended.wait()
        server.close()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())

    thread = threading.Thread(target=run)
    thread.start()
    started.wait()
    try:
        yield office
    finally:
        office.answering.set()
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(ended.set)
        thread.join()
