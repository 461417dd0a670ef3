"""What every endpoint begins with: the clock, and a session that reads or one that writes.

The clock is read here and nowhere below. A writing session commits before the answer is sent
(`scope="function"`): a failed commit can never have said 2xx. A reading one is kept from writing by
the database itself, so no `GET` changes anything.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends
from sqlmodel import Session

from models.database import reading
from notifications.unit import unit_of_work


def utc_now() -> datetime:
    return datetime.now(UTC)


def _reading() -> Iterator[Session]:
    with reading() as session:
        yield session


def _writing() -> Iterator[Session]:
    with unit_of_work() as session:
        yield session


async def _now() -> datetime:
    """On the loop: a thread for a look at the clock would cost more than the look."""
    return utc_now()


Now = Annotated[datetime, Depends(_now)]
Reading = Annotated[Session, Depends(_reading, scope="function")]
Writing = Annotated[Session, Depends(_writing, scope="function")]
