"""Ready is: migrated, reactions and Prefect have run of late, and no real letter is overdue."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, update

from actions.read_health import PREFECT, TICK, Readiness, beat, readiness
from models.database import transaction
from models.letter import Letter
from tests.builders import NOW, real_round, sandbox_round

MINUTE = timedelta(minutes=1)


def beaten(engine: Engine, tick: datetime | None = NOW, prefect: datetime | None = NOW) -> None:
    with transaction(engine) as session:
        for name, at in ((TICK, tick), (PREFECT, prefect)):
            if at:
                beat(session, name, at)


def state(engine: Engine, now: datetime = NOW) -> Readiness:
    with Session(engine) as session:
        return readiness(session, now)


def test_a_service_whose_parts_have_run_is_ready(engine: Engine) -> None:
    beaten(engine)
    found = state(engine)
    assert (found.ready, found.reasons, found.last_tick, found.last_flow) == (True, [], NOW, NOW)


@pytest.mark.parametrize(
    ("name", "after", "ready"),
    [
        (TICK, 120 * MINUTE, True),
        (TICK, 121 * MINUTE, False),
        (PREFECT, 10 * MINUTE, True),
        (PREFECT, 11 * MINUTE, False),
    ],
)
def test_what_has_not_run_for_long_is_named(
    engine: Engine, name: str, after: timedelta, *, ready: bool
) -> None:
    now = NOW + after
    beaten(engine, NOW if name == TICK else now, NOW if name == PREFECT else now)
    found = state(engine, now)
    assert found.ready is ready
    assert all(reason.startswith(name) for reason in found.reasons)


@pytest.mark.parametrize("missing", [TICK, PREFECT])
def test_what_has_never_run_is_named(engine: Engine, missing: str) -> None:
    beaten(engine, NOW if missing != TICK else None, NOW if missing != PREFECT else None)
    assert state(engine).reasons == [f"{missing} has not run yet"]


def test_an_overdue_letter_is_a_reason_after_a_quarter_of_an_hour(engine: Engine) -> None:
    with transaction(engine) as session:
        real_round(session, NOW)
    for minutes, overdue in ((15, 0), (16, 12)):
        now = NOW + minutes * MINUTE
        beaten(engine, now, now)
        found = state(engine, now)
        assert (found.overdue_letters, found.ready) == (overdue, not overdue)
    assert "12 letters" in found.reasons[0]
    with transaction(engine) as session:
        session.execute(update(Letter).values(attempt_at=None))
    assert state(engine, now).ready


def test_the_sandbox_is_left_out(engine: Engine) -> None:
    with transaction(engine) as session:
        sandbox_round(session)
        real_round(session, NOW, start=False)
    beaten(engine)
    found = state(engine)
    assert (found.ready, found.letters, found.rounds) == (True, {}, {"draft": 1})
    assert 'rammeaftale_rounds{state="draft"} 1' in found.metrics().splitlines()


def test_a_clock_put_back_takes_no_beat_back(engine: Engine) -> None:
    beaten(engine)
    beaten(engine, NOW - timedelta(days=3), NOW - timedelta(days=3))
    assert state(engine).last_tick == NOW


def test_a_database_that_is_not_migrated_is_not_ready(empty_engine: Engine) -> None:
    assert state(empty_engine).reasons == ["the database is not migrated"]
