"""W4: 10,000 queued letters to a mail server that takes everything, without a throttle."""

import asyncio
import resource
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import cast

import uvloop

from benchmarks.harness.bench import Bench
from benchmarks.harness.contenders import Contender, Points, Role
from benchmarks.harness.databases import Home
from benchmarks.harness.processes import clean_environment, in_child
from benchmarks.harness.rounds import environment, queue_letters
from benchmarks.harness.rows import bare
from benchmarks.harness.sink import Watch

NAME = "W4"
TITLE = "Letters to a mail server"
TEMPLATE = "letters"
HERE = "benchmarks.workloads.w4_letters"
CONNECTIONS = 4
SENDER = "rammeaftale@example.org"
Send = Callable[..., dict[str, float]]


def contenders(bench: Bench, home: Home) -> Iterator[Contender]:
    port = bench.sink()
    yield Contender("product", Role.PRODUCT, partial(_product, bench, home, port))
    if home.kind != "SQLite":
        return  # the rest is the same whatever the letters came out of
    for name, function in (
        ("sink, pipelined", "pipelined"),
        ("sink, in step", "in_step"),
        ("aiosmtplib, one connection", "one_connection"),
    ):
        yield Contender(name, Role.LIMIT, partial(_bare, bench, home, port, function))


def fill(parties: int, letters: int, text_too: bool) -> None:
    queue_letters(parties, letters, text_too=text_too)


def _template(bench: Bench, home: Home) -> Path:
    def make(url: str, folder: Path) -> None:
        settings = clean_environment(**environment(url, folder))
        sizes = bench.sizes
        queued = {"parties": sizes.parties, "letters": sizes.letters, "text_too": True}
        in_child(f"{HERE}:fill", settings, **queued)

    return home.template(TEMPLATE, make)


def _product(bench: Bench, home: Home, port: int) -> Points:
    beside = _template(bench, home)
    watch = Watch(port)
    watch.reset()
    with home.copied(TEMPLATE) as url:
        server = f"smtp://127.0.0.1:{port}?starttls=false"
        settings = clean_environment(**environment(url, beside, RAMMEAFTALE_SMTP_URL=server))
        metrics = in_child(f"{HERE}:deliver", settings)
        with bare(url) as connection:
            sent = connection.one("SELECT count(*) FROM letter WHERE state = 'sent'")
    taken = watch.taken().count
    watch.close()
    if {sent, taken} != {bench.sizes.letters}:
        raise RuntimeError(f"{bench.sizes.letters} letters, {sent} sent, {taken} arrived")
    return {"letters": metrics}


def _bare(bench: Bench, home: Home, port: int, function: str) -> Points:
    _template(bench, home)
    return {"letters": in_child(f"{HERE}:{function}", url=home.address(TEMPLATE), port=port)}


# What runs in a process of its own


def deliver() -> dict[str, float]:
    from actions.deliver_letters import deliver_letters

    return _timed(lambda: deliver_letters(datetime.now(UTC)))


def in_step(url: str, port: int) -> dict[str, float]:
    """Every command waits for the reply to the one before; four connections."""
    return _clients(url, port, pipelined=False)


def pipelined(url: str, port: int) -> dict[str, float]:
    """The envelope in one go (RFC 2920), then the message; four connections."""
    return _clients(url, port, pipelined=True)


def one_connection(url: str, port: int) -> dict[str, float]:
    """aiosmtplib as its manual shows it, with one connection for all."""
    from aiosmtplib import SMTP

    letters = _letters(url)

    async def send() -> int:
        async with SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
            for to, source in letters:
                await client.sendmail(SENDER, [to], source)
        return len(letters)

    return _timed(lambda: asyncio.run(send()))


def _clients(url: str, port: int, *, pipelined: bool) -> dict[str, float]:
    letters = deque(_letters(url))
    count = len(letters)

    async def send() -> int:
        loop = asyncio.get_running_loop()
        waiting = []
        for _ in range(CONNECTIONS):
            done: asyncio.Future[None] = loop.create_future()
            waiting.append(done)
            make = lambda done=done: Client(letters, done, pipelined=pipelined)  # noqa: E731
            await loop.create_connection(make, "127.0.0.1", port)
        await asyncio.gather(*waiting)
        return count

    return _timed(lambda: uvloop.run(send()))


class Client(asyncio.Protocol):
    """The least a client can be: writes bytes that were ready, counts the lines that come back."""

    def __init__(
        self, letters: deque[tuple[str, bytes]], done: asyncio.Future[None], *, pipelined: bool
    ) -> None:
        self.letters, self.done, self.pipelined = letters, done, pipelined
        self.steps: deque[tuple[bytes, int]] = deque()
        self.awaited = 1  # the greeting
        self.first = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.awaited -= data.count(b"\r\n")
        if self.awaited > 0:
            return
        if not self.steps and not self.next():
            if not self.done.done():
                self.done.set_result(None)
            return
        bytes_, self.awaited = self.steps.popleft()
        self.transport.write(bytes_)

    def next(self) -> bool:
        """What to write, with the number of lines to wait for after each."""
        if not self.letters:
            return False
        to, source = self.letters.popleft()
        envelope = [b"MAIL FROM:<%s>\r\n" % SENDER.encode(), b"RCPT TO:<%s>\r\n" % to.encode()]
        data, message = b"DATA\r\n", source + b".\r\n"
        if self.pipelined:
            self.steps += [(b"".join([*envelope, data]), 3), (message, 1)]
        else:
            self.steps += [(envelope[0], 1), (envelope[1], 1), (data, 1), (message, 1)]
        return True


def _letters(url: str) -> list[tuple[str, bytes]]:
    with bare(url) as connection:
        return connection.all("SELECT to_address, source FROM letter ORDER BY id")


def _timed(send: Callable[[], int]) -> dict[str, float]:
    cpu, began = time.process_time(), time.perf_counter()
    count = send()
    seconds = time.perf_counter() - began
    return {
        "rate": count / seconds,
        "cpu_ms": (time.process_time() - cpu) * 1000 / count,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
