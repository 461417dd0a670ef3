"""Group commit: what many requests write at the same time is committed together.

A commit waits for the disk, and on SQLite there is one writer at a time. Works that arrive while a
transaction is under way therefore share the next one; each is told of its end only after that
commit, so an acknowledged one is as durable as if it had been alone (docs/adr/0009).
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeVar

from sqlmodel import Session

from notifications.unit import unit_of_work

MOST = 64  # works in one transaction: it is not to hold the lock for long

Result = TypeVar("Result")
Work = Callable[[Session], Result]


class Together:
    """One thread that writes for all requests of this process; it starts with the first work."""

    def __init__(self) -> None:
        self._waiting: deque[_Waiting] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def write(self, work: Work[Result], order: int = 0) -> Future[Result]:
        """What `work` returns, once it is committed, or what it or the commit raised.

        order  works of one transaction run in this order, so that processes that lock rows for
               several of them do it in the same one

        `work` may be run twice, the first time rolled back: it changes nothing but the database.
        """
        future: Future[Result] = Future()
        with self._changed:
            self._waiting.append(_Waiting(order, work, future))
            self._changed.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="together", daemon=True)
                self._thread.start()
        return future

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting)
                count = min(MOST, len(self._waiting))
                taken = [self._waiting.popleft() for _ in range(count)]
            wanted = [one for one in taken if one.future.set_running_or_notify_cancel()]
            if wanted:
                self._commit(sorted(wanted, key=lambda one: one.order))

    def _commit(self, batch: list["_Waiting"]) -> None:
        """All of them, or, when one of them fails, each in a transaction of its own."""
        try:
            with unit_of_work() as session:
                results = [one.work(session) for one in batch]
        except BaseException as error:
            if len(batch) == 1:
                batch[0].future.set_exception(error)
                return
            for one in batch:
                self._commit([one])
        else:
            for one, result in zip(batch, results, strict=True):
                one.future.set_result(result)


class _Waiting(NamedTuple):
    order: int
    work: Work[Any]
    future: Future[Any]


def write_together(work: Work[Result], order: int = 0) -> Future[Result]:
    """`Together.write` for this process and its own database."""
    return _together.write(work, order)


_together = Together()
