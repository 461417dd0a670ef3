"""Many at once: each in a thread and a transaction of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

from models.database import transaction

CROWD = 20
Result = TypeVar("Result")


def simultaneously(
    engine: Engine, act: Callable[[Session, int], Result], crowd: int = CROWD
) -> list[Result | Exception]:
    """What each of the crowd got, every one in a transaction and a thread of its own."""
    barrier = Barrier(crowd)

    def one(number: int) -> Result | Exception:
        barrier.wait()
        try:
            with transaction(engine) as session:
                return act(session, number)
        except Exception as error:
            return error

    with ThreadPoolExecutor(crowd) as pool:
        return list(pool.map(one, range(crowd)))
