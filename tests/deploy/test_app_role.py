"""The role the service runs as on PostgreSQL: it does the whole job and can change no event."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, make_url, text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlmodel import Session

from actions.deliver_letters import deliver_letters
from actions.record import record
from actions.verify_audit import verify_audit
from models.database import make_engine, reading, transaction
from models.migrate import migrate
from models.settings import SettingsError
from tests.builders import NOW, PARTIES, answer_all, danish, real_round
from tests.databases import Cluster

OWNER, APP = "rammeaftale_owner", "rammeaftale app"  # a name that must be quoted
ANSWERED = danish("2026-11-03 10:00")


@dataclass
class House:
    """One database with its owner and the service's role; `root` is the cluster's superuser."""

    root: Engine
    owner: Engine
    app: Engine


@contextmanager
def house_in(cluster: Cluster) -> Iterator[House]:
    """A database without tables that belongs to the owner."""
    with cluster.database("template1") as address:
        yield from _house(make_url(address))


def _house(url: URL) -> Iterator[House]:
    root, owner, app = (make_engine(str(url.set(username=n))) for n in ("postgres", OWNER, APP))
    with root.begin() as connection:
        there = set(connection.scalars(text("SELECT rolname FROM pg_roles")))
        for role in {OWNER, APP} - there:
            connection.exec_driver_sql(f'CREATE ROLE "{role}" LOGIN')
        connection.exec_driver_sql(f'ALTER DATABASE "{url.database}" OWNER TO {OWNER}')
    yield House(root, owner, app)
    for engine in (root, owner, app):
        engine.dispose()


@pytest.fixture(scope="module")
def house(postgresql: Cluster) -> Iterator[House]:
    """Migrated by its owner."""
    with house_in(postgresql) as made:
        migrate(made.owner, APP)
        yield made


def test_the_service_does_its_whole_job_as_that_role(
    house: House, environment: pytest.MonkeyPatch
) -> None:
    url = house.app.url.render_as_string(hide_password=False)
    environment.setenv("RAMMEAFTALE_DATABASE_URL", url)
    with transaction(house.app) as session:
        round_ = real_round(session)
        answer_all(session, round_, ANSWERED)
    assert deliver_letters(ANSWERED, engine=house.app) == 2 * PARTIES
    migrate(house.app)  # nothing is missing: `up` may ask
    with reading(house.app) as session:
        verdict = verify_audit(session)
    assert (verdict.problems, verdict.events > PARTIES) == ([], True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET kind = 'another'",
        "DELETE FROM event",
        "TRUNCATE event CASCADE",
        "DROP TABLE event CASCADE",
        "ALTER TABLE event DISABLE TRIGGER ALL",
        "DROP TRIGGER event_no_update ON event",
        "ALTER FUNCTION refuse_change() RENAME TO allow_change",
        "SET session_replication_role = replica",
        "UPDATE alembic_version SET version_num = 'older'",
        f"SET ROLE {OWNER}",
    ],
)
def test_it_can_change_no_event_nor_what_keeps_them(house: House, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        house.app.begin() as connection,
    ):
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE event SET kind = 'another'", "DELETE FROM event", "TRUNCATE event CASCADE"],
)
def test_the_owner_itself_meets_the_triggers(house: House, statement: str) -> None:
    with Session(house.owner) as session:
        record(session, "round:0", "seat.answered", "seat.answered:0", NOW, {})
        with pytest.raises(DBAPIError, match="append-only"):
            session.connection().exec_driver_sql(statement)


def test_tables_of_later_migrations_are_open_to_it(house: House) -> None:
    with house.owner.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE later (id serial PRIMARY KEY, word text)")
    with house.app.begin() as connection:
        connection.exec_driver_sql("INSERT INTO later (word) VALUES ('a')")
        connection.exec_driver_sql("UPDATE later SET word = 'b'")
        assert connection.exec_driver_sql("DELETE FROM later RETURNING id, word").one() == (1, "b")


def test_a_role_that_protects_nothing_is_refused_and_nothing_is_half_done(
    postgresql: Cluster,
) -> None:
    with house_in(postgresql) as house:
        for role, words in (("nobody_here", "there is no role"), (OWNER, "owns the tables")):
            with pytest.raises(SettingsError, match=words):
                migrate(house.owner, role)
        with house.owner.connect() as connection:
            assert connection.scalar(text("SELECT to_regclass('event')")) is None


def test_that_role_may_not_migrate_and_is_told_who_may(postgresql: Cluster) -> None:
    with (
        house_in(postgresql) as house,
        pytest.raises(SettingsError, match="as the owner of the tables"),
    ):
        migrate(house.app)


def test_on_sqlite_there_are_no_roles(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/a.db")
    with pytest.raises(SettingsError, match="SQLite"):
        migrate(engine, APP)
    engine.dispose()
