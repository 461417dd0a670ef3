"""What goes into a column comes out the same on either database."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlmodel import Session

from models.columns import canonical_json
from models.database import reading, transaction
from models.event import Heartbeat
from models.round import Round
from models.seat import Seat
from tests.builders import real_round

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 12, 1, 8, 0, 0, 123456, tzinfo=timezone(timedelta(hours=1))),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2100, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
    ids=str,
)
def test_an_instant_comes_back_as_the_same_instant_in_utc(
    engine: Engine, instant: datetime
) -> None:
    with transaction(engine) as session:
        session.add(Heartbeat(name="x", at=instant))
    with Session(engine) as session:
        found = session.get_one(Heartbeat, "x").at
        assert found == instant
        assert found.utcoffset() == timedelta(0)


def test_a_naive_instant_is_refused(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(Heartbeat(name="x", at=datetime(2026, 12, 1)))  # noqa: DTZ001
        with pytest.raises(Exception, match="naive"):
            session.flush()


def test_words_are_kept_by_value(engine: Engine) -> None:
    """Not by the names of the Python members: SQL, exports and later releases read them."""
    with transaction(engine) as session:
        real_round(session)
    with engine.connect() as connection:
        states = connection.execute(text("SELECT DISTINCT state FROM seat")).scalars().all()
        assert states == ["waiting"]
        kinds = connection.execute(text("SELECT DISTINCT party_kind FROM seat ORDER BY 1"))
        assert kinds.scalars().all() == ["municipality", "region"]


def test_dates_are_dates(engine: Engine) -> None:
    with transaction(engine) as session:
        real_round(session)
    with Session(engine) as session:
        assert session.get_one(Round, 1).deadline == date(2026, 12, 1)


@given(JSON)
def test_json_has_one_text(value: object) -> None:
    assert canonical_json(value) == canonical_json(value)
    assert "\n" not in canonical_json({"a": value})


def test_json_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical_json({"b": 1, "a": {"d": "æ", "c": None}}) == (
        '{"a":{"c":null,"d":"æ"},"b":1}'
    )


def test_what_only_reads_cannot_write(engine: Engine) -> None:
    with transaction(engine) as session:
        real_round(session)
    with (
        reading(engine) as session,
        pytest.raises(Exception, match=r"(?i)read-?only"),
    ):
        session.execute(text("UPDATE seat SET version = 9"))
    with transaction(engine) as session:  # and the connection is fit for writing again
        session.execute(text("UPDATE seat SET version = 9"))
    with Session(engine) as session:
        assert session.get_one(Seat, 1).version == 9
