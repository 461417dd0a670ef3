"""The pace of letters to one receiving domain, as workers and a real server live it."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from actions.correct_clock import correct_clock
from actions.deliver_letters import deliver_letters
from models.database import transaction
from notifications.leases import claim
from rules.pace import MINUTE, domain
from tests.letters.builders import settings
from tests.letters.post_office import PostOffice, post_office
from tests.letters.test_deliver import NOW, letter, queued

SECOND = timedelta(seconds=1)
CROWD = [f"k{number}@crowd.example.org" for number in range(7)]
OTHERS = [f"a@other{number}.example.org" for number in range(3)]


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


def deliver(engine: Engine, office: PostOffice, now: datetime, *, pace: int = 3) -> Counter[str]:
    """How many letters arrived, by domain."""
    before = len(office.received)
    deliver_letters(now, settings=settings(office.url, pace), engine=engine)
    return Counter(domain(to) for to, _ in office.received[before:])


def test_a_crowded_domain_waits_and_the_others_do_not(engine: Engine, office: PostOffice) -> None:
    ids = queued(engine, *CROWD, *OTHERS)
    first = deliver(engine, office, NOW)
    assert first == Counter({domain(CROWD[0]): 3} | {domain(other): 1 for other in OTHERS})
    waiting = [letter(engine, id_) for id_ in ids[3:7]]
    minutes = [round((of.attempt_at - NOW) / MINUTE) for of in waiting if of.attempt_at]
    assert minutes == [1, 1, 1, 2]
    assert {of.attempts for of in waiting} == {0}, "waiting is no attempt"
    assert deliver(engine, office, NOW + 0.5 * MINUTE) == {}
    assert deliver(engine, office, NOW + 1.5 * MINUTE)[domain(CROWD[0])] == 3
    assert deliver(engine, office, NOW + 3 * MINUTE)[domain(CROWD[0])] == 1
    assert sorted(to for to, _ in office.received) == sorted(CROWD + OTHERS)


def test_what_left_by_a_clock_that_ran_ahead_slows_nobody_down(
    engine: Engine, office: PostOffice
) -> None:
    queued(engine, *CROWD)
    assert deliver(engine, office, NOW + timedelta(days=400)).total() == 3
    with transaction(engine) as session:
        correct_clock(session, NOW)
    assert deliver(engine, office, NOW).total() == 3


def test_without_a_pace_all_leave(engine: Engine, office: PostOffice) -> None:
    queued(engine, *CROWD)
    assert deliver(engine, office, NOW, pace=0).total() == len(CROWD)


def test_what_another_worker_has_in_hand_counts(engine: Engine, office: PostOffice) -> None:
    queued(engine, *CROWD)
    with transaction(engine) as session:
        assert len(claim(session, NOW, sandbox=False, limit=2, per_minute=3).ids) == 2
    assert deliver(engine, office, NOW + SECOND).total() == 1


def test_a_crowd_longer_than_a_batch_holds_up_nobody(engine: Engine, office: PostOffice) -> None:
    queued(engine, *(f"k{number}@crowd.example.org" for number in range(300)), *OTHERS)
    found = deliver(engine, office, NOW)
    assert found == Counter({domain(CROWD[0]): 3} | {domain(other): 1 for other in OTHERS})


def test_the_built_in_mailbox_needs_no_pace(engine: Engine) -> None:
    queued(engine, *CROWD)
    assert deliver_letters(NOW, settings=settings("", 3), engine=engine) == len(CROWD)
