"""What must hold before `up` starts anything, and the signals it listens to while it runs."""

import fcntl
import os
import select
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STOPPING = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


class Refused(Exception):
    """`up` cannot start; the message is one line that says what stands in the way."""


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """The lock is the kernel's: it is free again however its holder ended."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise Refused(f"already running on {data_dir} (process {holder})") from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def check_port(host: str, port: int) -> None:
    """Refused when we could not listen there."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise Refused(f"cannot listen on {host}:{port}: {reason}") from None


class Signals:
    """Wakes the loop for signals and ended children, and tells when to stop."""

    def __enter__(self) -> "Signals":
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)
        for number in (*STOPPING, signal.SIGCHLD):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
                signal.signal(number, lambda *_: None)
        self._before = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        return self

    def __exit__(self, *_: object) -> None:
        signal.set_wakeup_fd(self._before)
        for number in (*STOPPING, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        os.close(self._reader)
        os.close(self._writer)

    def told_to_stop(self, timeout: float) -> bool:
        """Wait for whatever comes first; whether it asks us to stop."""
        readable, _, _ = select.select([self._reader], [], [], timeout)
        received = os.read(self._reader, 512) if readable else b""
        return not STOPPING.isdisjoint(received)
