"""A mail server that takes everything and keeps nothing: `python -m benchmarks.harness.sink PORT`.

It speaks the least that a client needs, allows pipelining, and counts. `XSTATS` answers with what
it has taken since `XRESET`: how many, and the monotonic instants of the first and the last.
"""

import asyncio
import json
import socket
import sys
import time
from dataclasses import dataclass
from typing import cast

import uvloop

END = b"\r\n.\r\n"
OK = b"250 ok\r\n"
ANSWERS = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 0\r\n",
    b"HELO": OK,
    b"MAIL": OK,
    b"RCPT": OK,
    b"RSET": OK,
    b"NOOP": OK,
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}


@dataclass
class Taken:
    """Messages accepted; first and last are monotonic seconds, the same clock in every process."""

    count: int = 0
    first: float = 0.0
    last: float = 0.0


class Sink(asyncio.Protocol):
    taken = Taken()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.buffer = b""
        self.in_data = False
        self.transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        replies = []
        while reply := self.reply():
            replies.append(reply)
        if replies:
            self.transport.write(b"".join(replies))

    def reply(self) -> bytes:
        """To the first whole command or message in the buffer; empty: there is none."""
        if self.in_data:
            _, end, rest = self.buffer.partition(END)
            if not end:
                return b""
            self.buffer, self.in_data = rest, False
            self.count()
            return OK
        line, end, rest = self.buffer.partition(b"\r\n")
        if not end:
            return b""
        self.buffer = rest
        verb = line[:4].upper()
        self.in_data = verb == b"DATA"
        if verb == b"XSTA":
            return b"250 %s\r\n" % json.dumps(vars(Sink.taken)).encode()
        if verb == b"XRES":
            Sink.taken = Taken()
        return ANSWERS.get(verb, OK)

    def count(self) -> None:
        taken = Sink.taken
        taken.last = time.monotonic()
        taken.first = taken.first or taken.last
        taken.count += 1


class Watch:
    """What a sink has taken, asked from another process."""

    def __init__(self, port: int) -> None:
        self._connection = socket.create_connection(("127.0.0.1", port))
        self._lines = self._connection.makefile("rb")
        self._lines.readline()

    def reset(self) -> None:
        self._ask(b"XRESET")

    def taken(self) -> Taken:
        return Taken(**json.loads(self._ask(b"XSTATS").partition(b" ")[2]))

    def close(self) -> None:
        self._lines.close()
        self._connection.close()

    def _ask(self, command: bytes) -> bytes:
        self._connection.sendall(command + b"\r\n")
        return self._lines.readline()


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
