"""Events cannot be changed; and where somebody forces it, the record shows it."""

import sqlite3

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, delete, select

from models import append_only
from models.database import transaction
from models.event import Chain, Event, EventPrivate
from tests.builders import real_round, sandbox_round
from tests.databases import sqlite_only
from tests.models.forcing import CHAIN, event_id, forced, verdict

TOUCHING = {
    "update": "UPDATE event SET kind = 'x'",
    "update one": "UPDATE event SET kind = kind WHERE seq = 1",
    "delete": "DELETE FROM event",
    "delete one": "DELETE FROM event WHERE seq = 1",
    "upsert": "INSERT INTO event (id, chain, seq, at, kind, key, sandbox, payload, prev, hash)"
    " SELECT id, chain, seq, at, 'x', key, sandbox, payload, prev, hash FROM event WHERE true"
    " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind",
}
COPY = "SELECT id, chain, seq, at, 'x', key, round_id, party_code, sandbox, payload, prev, hash"
ONLY = {
    "sqlite": {
        "replace": f"INSERT OR REPLACE INTO event {COPY} FROM event",
        "replace into": f"REPLACE INTO event {COPY} FROM event",
        "update or replace": "UPDATE OR REPLACE event SET seq = 1",
    },
    "postgresql": {
        "truncate": "TRUNCATE event",
        "truncate cascade": "TRUNCATE event CASCADE",
        "truncate from below": "TRUNCATE event, event_private",
        "delete with": "WITH gone AS (DELETE FROM event RETURNING 1) SELECT * FROM gone",
    },
}


def test_no_statement_changes_an_event(chain: Engine) -> None:
    for name, statement in (TOUCHING | ONLY[chain.dialect.name]).items():
        no = "append-only|cannot truncate a table referenced"
        with pytest.raises(DBAPIError, match=no), chain.begin() as connection:
            connection.execute(text(statement))
        assert verdict(chain) == [], name


def test_an_event_whose_personal_data_is_erased_stays_whole(chain: Engine) -> None:
    with transaction(chain) as session:
        session.execute(
            delete(EventPrivate).where(col(EventPrivate.event_id) == event_id(session, 3))
        )
    assert verdict(chain) == []


def test_sandbox_and_real_chains_stand_apart(engine: Engine) -> None:
    with transaction(engine) as session:
        real_round(session)
        sandbox_round(session)
        names = set(session.exec(select(Chain.name)))
        assert names == {"system", "round:1", "sandbox", "sandbox:2"}
        marks = set(session.exec(select(Event.chain, Event.sandbox)).all())
        assert marks == {(name, name.startswith("sandbox")) for name in names}


@sqlite_only
def test_a_foreign_program_that_replaces_a_row_shows(chain: Engine) -> None:
    """Without `recursive_triggers` SQLite lets REPLACE slip past; the hashes do not."""
    raw = sqlite3.connect(str(chain.url.database))
    raw.execute(f"INSERT OR REPLACE INTO event {COPY} FROM event WHERE seq = 3")
    raw.commit()
    raw.close()
    assert verdict(chain) == [f"{CHAIN} 3: its content was changed"]


def test_the_triggers_come_back(chain: Engine) -> None:
    with forced(chain):
        pass
    with chain.begin() as connection:
        append_only.install(connection)
        append_only.assert_installed(connection)
