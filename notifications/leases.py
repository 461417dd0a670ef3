"""Who holds which letter, in the database, so that any number of deliverers may run.

A lease is an instant until which one deliverer holds a letter. With its random microseconds it is
also the holder's mark: whoever lost a letter changes nothing about it any more.
"""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, bindparam, or_, select, union_all
from sqlmodel import Session, col, update

from models.letter import Letter, Pause
from models.vocabulary import LetterState
from rules.pace import MINUTE, domain, waits

LETTER: Table = Letter.__table__  # type: ignore[attr-defined]
LEASE = timedelta(seconds=60)
PAUSED = "letters"  # the name of the pause that holds letters back
UNFINISHED = [LetterState.QUEUED, LetterState.SENDING]
DUE = (
    select(LETTER.c.id, LETTER.c.to_address.label("to"))
    .where(
        LETTER.c.sandbox == bindparam("sandbox"),
        LETTER.c.attempt_at <= bindparam("now"),
        LETTER.c.state.in_(UNFINISHED),
        or_(LETTER.c.leased_until.is_(None), LETTER.c.leased_until <= bindparam("now")),
        ~select(col(Pause.name)).where(col(Pause.name) == PAUSED).exists(),
    )
    .order_by(LETTER.c.attempt_at, LETTER.c.due_at, LETTER.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
TAKE = LETTER.update().where(LETTER.c.id.in_(bindparam("ids", expanding=True)))
RECENT = union_all(
    select(LETTER.c.to_address).where(
        LETTER.c.sent_at > bindparam("since"),
        LETTER.c.sent_at < bindparam("soon"),
        LETTER.c.sandbox.is_(False),
    ),
    select(LETTER.c.to_address).where(
        LETTER.c.leased_until > bindparam("now"),
        LETTER.c.leased_until < bindparam("soon"),
        LETTER.c.sandbox.is_(False),
    ),
)


@dataclass(slots=True)
class Hold:
    """Letters that are ours until `lease`; `put_off` were due and have to wait a little."""

    ids: list[int]
    lease: datetime
    put_off: int = 0

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


def claim(
    session: Session, now: datetime, *, sandbox: bool, limit: int, per_minute: int = 0
) -> Hold:
    """Take letters that are due and that nobody holds; others skip them. None during a pause.

    per_minute  letters to one receiving domain; what is over it is put off by a minute or more,
                and counted in `put_off`. 0: no limit
    """
    connection = session.connection()
    due = connection.execute(DUE, {"sandbox": sandbox, "now": now, "most": limit}).all()
    held = Hold([], _lease(now))
    recent = _recent(connection, now) if per_minute and due else {}
    later: dict[timedelta, list[int]] = defaultdict(list)
    for row, wait in zip(due, waits((domain(r.to) for r in due), recent, per_minute), strict=True):
        (later[wait] if wait else held.ids).append(row.id)
    connection.execute(TAKE, {"ids": sorted(held.ids), "leased_until": held.lease})
    for wait, ids in later.items():
        connection.execute(TAKE, {"ids": ids, "attempt_at": now + wait})
        held.put_off += len(ids)
    return held


def _recent(connection: Connection, now: datetime) -> Counter[str]:
    """Letters that left for each domain within the last minute, or that somebody holds.

    What a clock wrote that ran ahead is neither: it would slow letters down until time caught up.
    """
    window = {"since": now - MINUTE, "now": now, "soon": now + 2 * LEASE}
    rows = connection.execute(RECENT, window)
    return Counter(domain(address) for address in rows.scalars())


def _lease(now: datetime) -> datetime:
    return now + LEASE + timedelta(microseconds=random.randrange(1_000_000))  # noqa: S311
