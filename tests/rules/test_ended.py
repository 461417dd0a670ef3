"""How long a round that is over can be read by the parties' links."""

from typing import Any

import pytest

from models.round import Round
from models.vocabulary import RoundState
from rules.ended import must_be_readable, readable_until
from rules.refusal import Refusal, Why
from tests.builders import danish


def closed(at: str, state: RoundState = RoundState.CLOSED) -> Round:
    facts: dict[str, Any] = {"title": "Rammeaftale", "state": state, "ended_at": danish(at)}
    return Round(**facts)


@pytest.mark.parametrize(
    ("ended_at", "now", "days", "readable"),
    [
        ("2026-12-02 00:00", "2026-12-02 23:59", 0, True),
        ("2026-12-02 23:59", "2026-12-03 00:00", 0, False),
        ("2026-12-02 23:59", "2027-03-02 23:59", 90, True),
        ("2026-12-02 00:00", "2027-03-03 00:00", 90, False),
        ("2027-01-15 09:00", "2027-04-15 23:59", 90, True),  # summer time has begun
        ("2027-01-15 09:00", "2027-04-16 00:00", 90, False),
        ("2026-12-02 09:00", "2026-12-01 09:00", 0, True),  # a clock that jumped back
    ],
)
def test_so_many_danish_days_after_its_close(
    ended_at: str, now: str, days: int, readable: bool
) -> None:
    round_ = closed(ended_at)
    if readable:
        must_be_readable(round_, danish(now), days)
        return
    with pytest.raises(Refusal, match="Skriv til sekretariatet") as refused:
        must_be_readable(round_, danish(now), days)
    assert refused.value.why is Why.GONE
    last = readable_until(round_, days)
    assert last is not None
    assert refused.value.detail == {"readable_until": last.isoformat()}


@pytest.mark.parametrize("state", [s for s in RoundState if s is not RoundState.CLOSED])
def test_only_a_close_begins_the_time(state: RoundState) -> None:
    assert readable_until(closed("2026-12-02 09:00", state), 0) is None
