"""A load generator in a process of its own: `python -m benchmarks.harness.load PLAN`.

Each client keeps one connection and takes the next exchange when it is done with one: GET the page,
look for its mark, POST the answer. An exchange is taken once, by one client. What it measured is
the last line of stdout, as JSON.
"""

import asyncio
import json
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any, cast

import httptools
import uvloop

from benchmarks.harness.processes import cpu_seconds

HOST = "127.0.0.1"
DONE = frozenset({200, 201, 202, 204, 302, 303})
PATIENCE = 60.0  # seconds for what is under way when time is up


@dataclass(frozen=True, slots=True)
class Exchange:
    """`get` or `post` may be empty: then only the other is sent."""

    get: str
    post: str = ""
    body: str = ""
    media: str = "application/json"
    mark: str = ""
    headers: str = ""

    def requests(self) -> list[bytes]:
        found = []
        if self.get:
            found.append(
                f"GET {self.get} HTTP/1.1\r\nHost: {HOST}\r\nAccept: text/html\r\n"
                f"{self.headers}\r\n"
            )
        if self.post:
            found.append(
                f"POST {self.post} HTTP/1.1\r\nHost: {HOST}\r\nAccept: application/json\r\n"
                f"Content-Type: {self.media}\r\nContent-Length: {len(self.body.encode())}\r\n"
                f"{self.headers}\r\n{self.body}"
            )
        return [request.encode() for request in found]


@dataclass
class Load:
    """One measurement: what is to be done, and what came of it."""

    port: int
    clients: int
    seconds: float
    warm_up: float
    server: list[int]
    exchanges: deque[Exchange]
    endless: bool = False
    counting: bool = False
    over: bool = False
    started_at: float = 0.0
    ended_at: float = 0.0
    completed: int = 0
    pairs: list[float] = field(default_factory=list)
    parts: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    wrong: Counter[str] = field(default_factory=Counter)
    cpu: list[float] = field(default_factory=list)
    own_cpu: float = 0.0

    def take(self) -> Exchange | None:
        if self.over or not self.exchanges:
            return None
        if self.endless:
            self.exchanges.rotate(-1)
            return self.exchanges[0]
        return self.exchanges.popleft()

    def warm(self) -> None:
        """The first exchange is done: the server has loaded what it loads late."""
        loop = asyncio.get_running_loop()
        loop.call_later(self.warm_up, self.begin)
        loop.call_later(self.warm_up + self.seconds, self.stop)

    def begin(self) -> None:
        self.cpu = [cpu_seconds(pid) for pid in self.server]
        self.own_cpu = time.process_time()
        self.started_at = time.perf_counter()
        self.counting = True

    def stop(self) -> None:
        if self.counting:
            self.ended_at = time.perf_counter()
            self.cpu = [
                cpu_seconds(pid) - before for pid, before in zip(self.server, self.cpu, strict=True)
            ]
            self.own_cpu = time.process_time() - self.own_cpu
        self.counting, self.over = False, True


class Client(asyncio.Protocol):
    """One connection; it comes again when the server closes it between two exchanges."""

    def __init__(self, load: Load, finished: asyncio.Future[None]) -> None:
        self.load, self.finished = load, finished
        self.transport: asyncio.Transport | None = None
        self.parser = httptools.HttpResponseParser(self)
        self.exchange: Exchange | None = None
        self.requests: list[bytes] = []
        self.sent: list[float] = []
        self.body: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.next()

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self.body.append(body)

    def on_message_complete(self) -> None:
        assert self.exchange
        status = self.parser.get_status_code()
        whole, self.body = b"".join(self.body), []
        if status not in DONE or (len(self.sent) == 1 and self.exchange.mark.encode() not in whole):
            self.load.wrong[f"{status}: {whole[:300].decode(errors='replace')}"] += 1
            self.next()
        elif len(self.sent) < len(self.requests):
            self.send()
        else:
            self.count(time.perf_counter())
            self.next()

    def next(self) -> None:
        self.exchange = self.load.take()
        if self.exchange is None:
            if not self.load.over:
                self.load.stop()
            if not self.finished.done():
                self.finished.set_result(None)
            return
        self.requests, self.sent = self.exchange.requests(), []
        self.send()

    def send(self) -> None:
        assert self.transport
        self.sent.append(time.perf_counter())
        self.transport.write(self.requests[len(self.sent) - 1])

    def count(self, now: float) -> None:
        self.load.completed += 1
        if self.load.completed == 1:
            self.load.warm()
        if self.load.counting:
            self.load.pairs.append(now - self.sent[0])
            for part, (began, ended) in enumerate(
                zip(self.sent, [*self.sent[1:], now], strict=True)
            ):
                self.load.parts[part].append(ended - began)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.finished.done():
            self.load.wrong[f"connection lost {exc or ''}"] += 1
            self.finished.set_result(None)


async def measured(load: Load) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    finished = []
    for _ in range(load.clients):
        future: asyncio.Future[None] = loop.create_future()
        finished.append(future)
        await loop.create_connection(lambda f=future: Client(load, f), HOST, load.port)  # type: ignore[misc]
    await asyncio.wait_for(asyncio.gather(*finished), load.warm_up + load.seconds + PATIENCE)
    return outcome(load)


def outcome(load: Load) -> dict[str, Any]:
    elapsed = load.ended_at - load.started_at
    count = len(load.pairs)
    if not count or load.wrong:
        raise SystemExit(f"{count} exchanges counted; wrong: {load.wrong.most_common(3)}")
    get, post = load.parts
    return {
        "completed": load.completed,
        "metrics": {
            "rate": count / elapsed,
            "p50_ms": median(load.pairs) * 1000,
            "p99_ms": percentile(load.pairs, 0.99) * 1000,
            "first_p50_ms": median(get) * 1000,
            **({"second_p50_ms": median(post) * 1000} if post else {}),
            **({"second_p99_ms": percentile(post, 0.99) * 1000} if post else {}),
            "cpu_ms": load.cpu[0] * 1000 / count,
            **({"database_cpu_ms": load.cpu[1] * 1000 / count} if len(load.cpu) > 1 else {}),
            "load_cpu_ms": load.own_cpu * 1000 / count,
            "exchanges": float(count),
        },
    }


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main(plan: str) -> None:
    """The plan is a JSON object: `exchanges`, a file with one per line, how many of its lines to
    `skip` and to `take`, and what `Load` wants."""
    wanted = json.loads(plan)
    with Path(wanted.pop("exchanges")).open(encoding="utf-8") as file:
        skip, take = wanted.pop("skip"), wanted.pop("take")
        lines = islice(file, skip, take and skip + take)
        exchanges = deque(Exchange(**json.loads(line)) for line in lines)
    load = Load(exchanges=exchanges, **wanted)
    sys.stdout.write(json.dumps(uvloop.run(measured(load))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
