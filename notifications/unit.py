"""The unit of work a door opens: a transaction, and after its commit the doorbell."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlmodel import Session

from models.database import transaction
from notifications.doorbell import ring


@contextmanager
def unit_of_work(engine: Engine | None = None) -> Iterator[Session]:
    """Like `transaction`; what was queued in it is rung for only once it is committed."""
    with transaction(engine) as session:
        yield session
    for deployment in sorted(session.info.get("rings", ())):
        ring(deployment)
