"""Somebody who changes the record past its triggers, and what the audit then says."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlmodel import Session, select

from actions.verify_audit import verify_audit
from models.event import Event

CHAIN = "round:1"


def verdict(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return verify_audit(session).problems


@contextmanager
def forced(engine: Engine) -> Iterator[Connection]:
    """A connection of somebody who has removed the triggers and the foreign keys' guard."""
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            for verb in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER event_no_{verb}")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        yield connection
        connection.commit()
        if sqlite:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        else:
            connection.exec_driver_sql("RESET session_replication_role")


def event_id(session: Session, seq: int) -> int:
    query = select(Event.id).where(Event.chain == CHAIN, Event.seq == seq)
    return session.exec(query).one() or 0
