"""Who holds which letter, in the database, so that any number of deliverers may run.

A lease is an instant until which one deliverer holds a letter. With its random microseconds it is
also the holder's mark: whoever lost a letter changes nothing about it any more.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select, update

from models.letter import Letter, Pause
from models.vocabulary import LetterState

LEASE = timedelta(seconds=60)
PAUSED = "letters"  # the name of the pause that holds letters back
UNFINISHED = [LetterState.QUEUED, LetterState.SENDING]


@dataclass(slots=True)
class Hold:
    """Letters that are ours until `lease`."""

    ids: list[int]
    lease: datetime

    def renew(self, session: Session, now: datetime) -> None:
        before, self.lease = self.lease, _lease(now)
        session.connection().execute(
            update(Letter)
            .where(col(Letter.id).in_(self.ids), col(Letter.leased_until) == before)
            .values(leased_until=self.lease)
        )

    def release(self, session: Session) -> None:
        """Give back what was not tried."""
        session.connection().execute(
            update(Letter)
            .where(col(Letter.id).in_(self.ids), col(Letter.leased_until) == self.lease)
            .where(col(Letter.state) == LetterState.QUEUED)
            .values(leased_until=None)
        )


def claim(session: Session, now: datetime, *, sandbox: bool, limit: int) -> Hold:
    """Take letters that are due and that nobody holds; others skip them. None during a pause."""
    due = (
        select(Letter.id)
        .where(
            col(Letter.sandbox) == sandbox,
            col(Letter.attempt_at) <= now,
            col(Letter.state).in_(UNFINISHED),
            or_(col(Letter.leased_until).is_(None), col(Letter.leased_until) <= now),
            ~select(Pause).where(Pause.name == PAUSED).exists(),
        )
        .order_by(col(Letter.attempt_at), col(Letter.due_at), col(Letter.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    lease = _lease(now)
    taken = session.connection().execute(
        update(Letter)
        .where(col(Letter.id).in_(select(due.c.id)))
        .values(leased_until=lease)
        .returning(col(Letter.id))
    )
    return Hold(sorted(id_ for id_ in taken.scalars() if id_), lease)


def _lease(now: datetime) -> datetime:
    return now + LEASE + timedelta(microseconds=random.randrange(1_000_000))  # noqa: S311
