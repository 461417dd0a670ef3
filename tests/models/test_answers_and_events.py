"""An answer that is changed where it is kept is held against the event that recorded it."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, update

from models.database import transaction
from models.seat import Answer, Seat
from models.vocabulary import Outcome
from tests.builders import A_PARTY, answer, real_round
from tests.models.forcing import verdict


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        (Answer, "outcome", Outcome.REJECTED),
        (Answer, "decided_on", date(2026, 10, 30)),
        (Answer, "decided_on", None),
        (Answer, "receipt", "1-851-9"),
        (Answer, "chain_head", "0" * 64),
        (Seat, "outcome", Outcome.REJECTED),
        (Seat, "decided_on", date(2026, 10, 30)),
    ],
)
def test_what_was_decided_cannot_be_changed_unseen(
    engine: Engine, table: type[Any], column: str, value: Any
) -> None:
    with transaction(engine) as session:
        answer(session, real_round(session))
    assert verdict(engine) == []
    with transaction(engine) as session:
        changed = update(table).values({column: value})
        session.execute(changed.where(col(Seat.code) == A_PARTY) if table is Seat else changed)
    assert len(verdict(engine)) == 1
