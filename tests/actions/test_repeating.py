"""Every reaction may run twice, late, or in any order: the result is the same."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, select

from actions.advance_rounds import advance_rounds
from actions.remind_seats import remind_seats
from actions.step_outcome import record_step_outcome
from models.database import transaction
from models.round import Round
from models.vocabulary import ContactRole
from rules.danish_time import danish_date
from tests.builders import BY, contacts_for, danish, real_round
from tests.dump import changed, dump, letters

Reaction = Callable[[Session, datetime], int]
Call = tuple[Reaction, datetime]

MADE, SIGN_OFF, LAST = danish("2026-07-15"), danish("2026-09-14"), danish("2027-02-15")
EDGES = [
    *("2026-08-17 07:59", "2026-08-17 08:00", "2026-09-07 08:00", "2026-09-14 08:00"),
    *("2026-11-03 07:59", "2026-11-03 08:00", "2026-11-03 16:59", "2026-11-03 17:00"),
    *("2026-11-17 08:00", "2026-11-26 09:00", "2026-12-01 23:59", "2026-12-02 00:00"),
    *("2026-12-03 08:00", "2026-12-08 08:00", "2026-12-10 12:00", "2027-01-04 09:00"),
]
MINUTES = int((LAST - MADE) / timedelta(minutes=1))
MOMENTS = st.one_of(
    st.sampled_from([danish(edge) for edge in EDGES]),
    st.integers(0, MINUTES).map(lambda minutes: MADE + timedelta(minutes=minutes)),
)
CALLS = st.lists(
    st.tuples(st.sampled_from([advance_rounds, remind_seats]), MOMENTS), min_size=1, max_size=6
)
LATE = [(advance_rounds, danish("2026-12-09")), (remind_seats, danish("2026-12-10 08:00"))]
REMINDERS = 5  # of the default policy
EVERYBODY = [*contacts_for(), *contacts_for(role=ContactRole.DIRECTOR)]


def not_recommended(session: Session) -> None:
    """A draft whose KKR has not met."""
    real_round(session, MADE, start=False, contacts=EVERYBODY)


def recommended(session: Session) -> None:
    """A draft that was watched all the time, some days before its sign-off."""
    round_ = real_round(session, MADE, start=False, contacts=EVERYBODY)
    for days in range(0, 58, 6):
        advance_rounds(session, MADE + timedelta(days=days, hours=8))
    record_step_outcome(session, round_, "kkr_approval", None, "", "", danish("2026-09-10"), BY)


def opened(session: Session) -> None:
    real_round(session, SIGN_OFF, contacts=EVERYBODY)


@pytest.fixture
def begun(engine: Engine, request: pytest.FixtureRequest) -> Engine:
    """The database with one round as `request.param` makes it; examples roll back to it."""
    begin: Callable[[Session], None] = request.param
    with transaction(engine) as session:
        begin(session)
    return engine


@pytest.mark.parametrize("begun", [not_recommended, recommended, opened], indirect=True)
@hypothesis_settings(max_examples=12)
@given(calls=CALLS)
@example(calls=LATE)
def test_a_reaction_that_is_repeated_changes_nothing(begun: Engine, calls: list[Call]) -> None:
    with Session(begun) as session:
        for reaction, now in calls:
            reaction(session, now)
            before = dump(session)
            reaction(session, now)
            assert changed(before, dump(session)) == {}
        session.rollback()


@pytest.mark.parametrize("begun", [not_recommended, opened], indirect=True)
@hypothesis_settings(max_examples=12)
@given(calls=CALLS, order=st.randoms(use_true_random=False))
@example(calls=LATE, order=Random(1))
def test_reactions_repeated_in_any_order_change_nothing(
    begun: Engine, calls: list[Call], order: Random
) -> None:
    with Session(begun) as session:
        for reaction, now in calls:
            reaction(session, now)
        before = dump(session)
        again = calls * 2
        order.shuffle(again)
        for reaction, now in again:
            reaction(session, now)
        assert changed(before, dump(session)) == {}
        round_ = session.exec(select(Round)).one()
        reminded = [(x.seat_id, x.due_at) for x in letters(session, round_, "reminder")]
        days = Counter((seat, danish_date(due_at)) for seat, due_at in reminded)
        assert set(days.values()) <= {1}
        assert max(Counter(seat for seat, _ in reminded).values(), default=0) <= REMINDERS
        session.rollback()


def test_a_recommended_round_opens_by_itself_on_its_day_and_only_once(engine: Engine) -> None:
    with transaction(engine) as session:
        recommended(session)
    for _ in range(2):
        with transaction(engine) as session:
            advance_rounds(session, danish("2026-09-13 23:59"))
            round_ = session.exec(select(Round)).one()
            assert round_.opened_at is None
    for minutes in range(3):
        with transaction(engine) as session:
            advance_rounds(session, SIGN_OFF + timedelta(hours=8, minutes=minutes))
    with transaction(engine) as session:
        round_ = session.exec(select(Round)).one()
        assert round_.opened_at == SIGN_OFF + timedelta(hours=8)
        assert round_.announced_at == danish("2026-08-20 08:00")  # the first pass after it was due
        assert len(letters(session, round_, "invitation")) == 12
        assert len(letters(session, round_, "announcement")) == 12
