"""A record to change."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from actions.record import record
from models.database import transaction
from tests.builders import BY, NOW, real_round
from tests.models.forcing import CHAIN, verdict

EVENTS = 5


@pytest.fixture
def chain(engine: Engine) -> Engine:
    """A round's chain of five events with personal data, and the system chain that names it."""
    with transaction(engine) as session:
        round_ = real_round(session, start=False, contacts=[])
        assert round_.id == 1
        for number in range(2, EVENTS + 1):
            record(
                session,
                CHAIN,
                "contacts.recorded",
                f"contacts.recorded:{number}",
                NOW + timedelta(minutes=number),
                {"parties": [str(number)], "by": BY},
                round_=round_,
                party_code="851",
                private={"contacts": [f"Anna {number}"]},
            )
    assert verdict(engine) == []
    return engine
