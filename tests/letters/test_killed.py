"""A deliverer is killed with `kill -9` while the server holds its letter; the next repairs it."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

from sqlalchemy import Engine

from models.vocabulary import LetterState
from notifications.leases import LEASE
from tests.letters.post_office import post_office
from tests.letters.test_deliver import NOW, deliver, letter, queued
from tests.patience import PATIENCE

CHILD = """
import sys
from datetime import datetime
from actions.deliver_letters import deliver_letters
from models.database import make_engine
from tests.letters.builders import settings
now, smtp_url, database_url = sys.argv[1:]
engine = make_engine(database_url)
deliver_letters(datetime.fromisoformat(now), settings=settings(smtp_url), engine=engine)
"""


def test_no_letter_is_lost_and_only_those_in_the_window_come_twice(
    engine: Engine, database_url: str
) -> None:
    names = ["hang", *(f"k{number}" for number in range(100))]
    ids = queued(engine, *(f"{name}@example.org" for name in names))
    with post_office() as office:
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, NOW.isoformat(), office.url, database_url],
            env=os.environ | {"PYTHONPATH": os.getcwd()},
        )
        try:
            assert office.arrived_at("hang@example.org", PATIENCE)
            assert office.arrived_at("k20@example.org", PATIENCE)
        finally:
            child.send_signal(signal.SIGKILL)
            child.wait()
        office.answering.set()
        deliver(engine, office, NOW + timedelta(seconds=5))
        assert letter(engine, ids[0]).state is LetterState.SENDING  # it may be alive still
        deliver(engine, office, NOW + LEASE * 2)

        found = {
            f"{name}@example.org": letter(engine, id_) for name, id_ in zip(names, ids, strict=True)
        }
        assert {sent.state for sent in found.values()} == {LetterState.SENT}
        copies = {to: office.to(to) for to in found}
        twice = {to for to, received in copies.items() if len(received) == 2}
        assert "hang@example.org" in twice
        assert all(len(received) == 1 for to, received in copies.items() if to not in twice)
        assert all(first == second for first, second in (copies[to] for to in twice))
        repeated = {to for to, sent in found.items() if sent.repeated}
        assert twice <= repeated
        assert len(repeated) <= 4  # as many as there are connections
