"""Who holds a letter, and what is left to whoever lost it."""

from datetime import timedelta

from sqlalchemy import Engine

from models.database import transaction
from models.vocabulary import LetterState
from notifications.dispatch import address, record
from notifications.leases import LEASE, Hold, claim
from notifications.smtp import Outcome, Verdict
from tests.letters.test_deliver import NOW, letter, queued

KEY = b"k" * 32
SECOND = timedelta(seconds=1)


def claimed(engine: Engine, after: timedelta, limit: int = 10) -> Hold:
    with transaction(engine) as session:
        return claim(session, NOW + after, sandbox=False, limit=limit)


def test_a_batch_is_one_holders_until_its_lease_is_over(engine: Engine) -> None:
    ids = queued(engine, "a@example.org", "b@example.org", "c@example.org")
    first, second = claimed(engine, 0 * SECOND, limit=2), claimed(engine, SECOND)
    assert sorted(first.ids + second.ids) == ids
    assert len(first.ids) == 2
    assert not claimed(engine, LEASE - SECOND).ids
    assert sorted(claimed(engine, LEASE + 3 * SECOND).ids) == ids


def test_a_lease_that_is_renewed_goes_on(engine: Engine) -> None:
    ids = queued(engine, "a@example.org")
    hold = claimed(engine, 0 * SECOND)
    with transaction(engine) as session:
        hold.renew(session, NOW + LEASE / 2)
    assert not claimed(engine, LEASE + 2 * SECOND).ids
    assert claimed(engine, LEASE * 1.5 + 2 * SECOND).ids == ids


def test_whoever_lost_a_letter_changes_nothing_about_it(engine: Engine) -> None:
    [id_] = queued(engine, "a@example.org")
    late = claimed(engine, 0 * SECOND)
    with transaction(engine) as session:
        handed = address(session, late, id_, KEY)
    assert handed is not None
    holder = claimed(engine, LEASE + 2 * SECOND)
    with transaction(engine) as session:
        late.renew(session, NOW + LEASE)
        late.release(session)
        record(session, late, handed, Outcome(Verdict.REFUSED, "550"), NOW)
        assert address(session, late, id_, KEY) is None
    found = letter(engine, id_)
    assert (found.state, found.leased_until) == (LetterState.SENDING, holder.lease)


def test_what_was_given_back_is_free_at_once(engine: Engine) -> None:
    ids = queued(engine, "a@example.org", "b@example.org")
    hold = claimed(engine, 0 * SECOND)
    with transaction(engine) as session:
        address(session, hold, ids[0], KEY)
    with transaction(engine) as session:
        hold.release(session)
    assert claimed(engine, SECOND).ids == ids[1:]  # the first is on its way
