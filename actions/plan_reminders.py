"""When each seat is reminded next, written for any number of seats in one statement."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, ColumnElement, DateTime, Integer, Table, Text, bindparam, cast, func
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import Session, select

from models.round import Round
from models.seat import Seat
from rules.danish_time import danish_date
from rules.policy import Policy
from rules.reminders import CHASE, Chase, next_reminder

SEATS: Table = Seat.__table__  # type: ignore[attr-defined]
FACTS = [SEATS.c[name] for name in CHASE]
Plan = Mapping[int, datetime | None]


def replan_reminders(
    session: Session, round_: Round, now: datetime, *, due_stays: bool = False
) -> None:
    """Every seat's next reminder, as if nothing had been planned before `now`.

    due_stays  what has fallen due and was not sent is still to be sent, within the policy's measure
    """
    policy = Policy.of(round_.policy)
    query = select(SEATS.c.next_letter_at, *FACTS).where(SEATS.c.round_id == round_.id)
    plan: dict[int, datetime | None] = {}
    session.flush()
    for due, *facts in session.execute(query):
        seat = Chase(*facts)
        stays = due_stays and due and due <= now and seat.reminders < policy.most_reminders
        if not stays:
            plan[seat.id] = next_reminder(policy, round_.deadline, seat, now)
    set_plan(session, plan)


def set_plan(session: Session, plan: Plan) -> None:
    """These seats are reminded next as planned; what was due before is not sent."""
    _write(session, plan, {})


def claim(session: Session, plan: Plan, now: datetime) -> set[int]:
    """Take the seats that are still due at `now`: they are reminded, and next as planned."""
    return _write(session, plan, {"due_by": now, "today": danish_date(now)})


def _write(session: Session, plan: Plan, wishes: dict[str, Any]) -> set[int]:
    """Returns the ids of the seats that were written; those the session knows follow."""
    connection = session.connection()
    statement = _statement(connection.dialect.name, claims=bool(wishes))
    texts = {seat_id: _text(moment) for seat_id, moment in plan.items()}
    rows = connection.execute(statement, {"plan": json.dumps(texts), **wishes}).all()
    changed = {row.id: row for row in rows}
    for seat in session.identity_map.values():
        if isinstance(seat, Seat) and seat.id in changed:
            for name, value in changed[seat.id]._mapping.items():
                set_committed_value(seat, name, value)
    return set(changed)


@cache
def _statement(dialect: str, *, claims: bool) -> ReturningUpdate[Any]:
    """The plan goes in as one JSON object of seat id and instant, which either database unfolds."""
    text = bindparam("plan", type_=Text)
    if dialect == "sqlite":
        plan = func.json_each(text).table_valued("key", "value", name="plan")
        moment: ColumnElement[Any] = plan.c.value
    else:
        plan = func.json_each_text(cast(text, JSON)).table_valued("key", "value", name="plan")
        moment = cast(plan.c.value + "+00", DateTime(timezone=True))
    change = SEATS.update().where(SEATS.c.id == cast(plan.c.key, Integer))
    values: dict[str, Any] = {"next_letter_at": moment}
    if claims:
        change = change.where(SEATS.c.next_letter_at <= bindparam("due_by"))
        values |= {"reminders": SEATS.c.reminders + 1, "reminded_on": bindparam("today")}
    written = (SEATS.c[name] for name in ("id", "next_letter_at", "reminders", "reminded_on"))
    return change.values(values).returning(*written)


def _text(moment: datetime | None) -> str | None:
    """In UTC and as SQLite keeps an instant."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}" if moment else None
