"""How long a test waits for processes that share a busy machine. Only a failure takes that long."""

import time
from collections.abc import Callable
from typing import TypeVar

import httpx

T = TypeVar("T")
PATIENCE = 180.0  # seconds: Prefect on SQLite waits 60 for a lock now and then, with all its runs


def eventually(look: Callable[[], T | None], what: str = "", seconds: float = PATIENCE) -> T:
    """The first truthy answer, soon after there is one; nobody answering is none yet.

    AssertionError, with what was waited for and the last answer, when there is none in time.
    """
    until = time.monotonic() + seconds
    answer: T | httpx.TransportError | None = None
    while time.monotonic() < until:
        try:
            if answer := look():
                return answer
        except httpx.TransportError as nobody:
            answer = nobody
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds:.0f} s: {what or look}, last {answer!r}")
