"""The datasource and the two ways a DBOS program can take a confirmation.

`confirm` runs one durable workflow per confirmation. `wait_for_party` is one durable workflow per
party, started with the round and waiting for its message: what "a workflow per party" means.
"""

import json
import os
from datetime import UTC, datetime

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, SQLAlchemyDatasource
from ground import receipt

URL = os.environ["PEER_URL"]
SQLITE = URL.startswith("sqlite")
WAITING = "PEER_WAITING" in os.environ
WAIT_SECONDS = 3600.0
THREADS = 600 if WAITING else 80


def _wal(connection, _record):
    """SQLite comes with `synchronous=FULL`; in WAL mode each commit still waits for the disk."""
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}").close()


def _engine():
    engine = sa.create_engine(URL, pool_size=20, max_overflow=60)
    if SQLITE:

        @sa.event.listens_for(engine, "connect")
        def prepare(connection, record):
            _wal(connection, record)
            connection.isolation_level = "IMMEDIATE"
            connection.execute("PRAGMA busy_timeout=30000")
            connection.execute("PRAGMA foreign_keys=ON")

    return engine


def config() -> DBOSConfig:
    """One database for DBOS and for the rows, an engine each."""
    return {
        "name": "bench",
        "system_database_url": URL,
        "system_database_engine": _engine(),
        "log_level": "ERROR",
        "max_executor_threads": THREADS,
        "notification_listener_polling_interval_sec": 0.05,
    }


engine = _engine()
rows = SQLAlchemyDatasource.create(URL, engine=engine)


@rows.transaction(isolation_level="SERIALIZABLE" if SQLITE else "READ COMMITTED")
def write(token: str, given: dict) -> str:
    """The confirmation's four rows; DBOS adds its checkpoint in the same transaction."""
    session = rows.sql_session()
    party = session.execute(
        sa.text(
            "UPDATE bench_party SET state = 'confirmed', outcome = :outcome,"
            " decided_on = :decided_on, answered_by = :name, version = version + 1"
            " WHERE token = :token AND state = 'waiting' AND version = :version"
            " RETURNING id, round_id, name, email"
        ),
        {**given, "token": token},
    ).one_or_none()
    if party is None:
        return "conflict"
    now = datetime.now(UTC).isoformat()
    title = session.execute(
        sa.text(
            "UPDATE bench_round SET answered = answered + 1, approved = approved + 1"
            " WHERE id = :id RETURNING title"
        ),
        {"id": party.round_id},
    ).scalar_one()
    session.execute(
        sa.text(
            "INSERT INTO bench_event (round_id, party_id, kind, at, payload)"
            " VALUES (:round, :party, 'confirmed', :at, :payload)"
        ),
        {"round": party.round_id, "party": party.id, "at": now, "payload": json.dumps(given)},
    )
    subject, body = receipt(party.name, title, given)
    session.execute(
        sa.text(
            "INSERT INTO bench_letter (key, party_id, to_address, subject, body, state, due_at)"
            " VALUES (:key, :party, :to, :subject, :body, 'queued', :at)"
        ),
        {
            "key": f"receipt:{party.id}",
            "party": party.id,
            "to": party.email,
            "subject": subject,
            "body": body,
            "at": now,
        },
    )
    return "confirmed"


@DBOS.workflow()
def confirm(token: str, given: dict) -> str:
    return write(token, given)


@DBOS.workflow()
def wait_for_party(token: str) -> str:
    given = DBOS.recv("answer", timeout_seconds=WAIT_SECONDS)
    return write(token, given)
