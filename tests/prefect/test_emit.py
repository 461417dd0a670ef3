"""What leaves the house as Prefect events, and that none is lost or new when it is posted again."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from actions.emit_events import RecordedEvent, pending_events
from actions.record import record
from flows.emit import emit_recorded, to_prefect
from models.database import transaction

NOW = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)


def recorded(
    number: int, kind: str = "seat.answered", round_id: int | None = 1, sandbox: bool = False
) -> RecordedEvent:
    return RecordedEvent(
        chain=f"{'sandbox' if sandbox else 'round'}:{round_id}",
        seq=number,
        key=f"{kind}:{number}",
        kind=kind,
        round_id=round_id,
        party="336",
        at=NOW,
        sandbox=sandbox,
    )


def test_an_event_names_round_and_party_and_nothing_else() -> None:
    (event,) = to_prefect([recorded(7)])
    assert event["event"] == "rammeaftale.seat.answered"
    assert event["resource"] == {"prefect.resource.id": "rammeaftale.round.1"}
    party = {"prefect.resource.id": "rammeaftale.party.336", "prefect.resource.role": "party"}
    assert event["related"] == [party]
    assert event["payload"] == {"round": 1, "party": "336", "at": NOW.isoformat(), "count": 1}


def test_sandbox_events_have_names_and_resources_of_their_own() -> None:
    (event,) = to_prefect([recorded(7, sandbox=True)])
    assert event["event"] == "rammeaftale.sandbox.seat.answered"
    assert event["resource"] == {"prefect.resource.id": "rammeaftale.sandbox.round.1"}


@pytest.mark.parametrize(
    ("pending", "counts"), [(1, [1]), (50, [1] * 50), (51, [51]), (400, [400])]
)
def test_many_of_one_round_and_kind_become_one(pending: int, counts: list[int]) -> None:
    events = to_prefect([recorded(number) for number in range(pending)])
    assert [event["payload"]["count"] for event in events] == counts


def test_other_rounds_kinds_and_the_sandbox_are_not_drawn_in() -> None:
    others = [recorded(98, "round.opened"), recorded(99, round_id=2)]
    sandboxed = [recorded(number, sandbox=True) for number in range(100, 103)]
    events = to_prefect([recorded(number) for number in range(60)] + others + sandboxed)
    assert [(e["event"], e["payload"]["count"], e["payload"]["party"]) for e in events] == [
        ("rammeaftale.seat.answered", 60, None),
        ("rammeaftale.round.opened", 1, "336"),
        ("rammeaftale.seat.answered", 1, "336"),
        *[("rammeaftale.sandbox.seat.answered", 1, "336")] * 3,
    ]


def test_ids_tell_events_apart_and_repeats_together() -> None:
    events = [recorded(1), recorded(2), recorded(1, round_id=2), recorded(1, sandbox=True)]
    first, again = to_prefect(events), to_prefect(events)
    assert [event["id"] for event in first] == [event["id"] for event in again]
    assert len({event["id"] for event in first}) == len(events)


@pytest.mark.usefixtures("database")
def test_the_cursor_moves_only_over_what_arrived() -> None:
    with transaction() as session:
        for number in range(3):
            record(session, "round:1", "seat.answered", f"seat.answered:{number}", NOW, {})

    def lost(_events: list[dict[str, Any]]) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        emit_recorded(lost)
    posted: list[dict[str, Any]] = []
    assert emit_recorded(posted.extend) == 3
    assert emit_recorded(posted.extend) == 0
    assert len(posted) == 3


@pytest.mark.usefixtures("database")
def test_at_most_twenty_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    with transaction() as session:
        for number in range(45):
            record(session, "round:1", "seat.answered", f"seat.answered:{number}", NOW, {})
    batches: list[int] = []
    assert emit_recorded(lambda events: batches.append(len(events))) == 45
    assert (batches, pauses) == ([20, 20, 5], [1, 1])


@pytest.mark.usefixtures("database")
def test_two_runs_of_one_worker_do_not_emit_the_same() -> None:
    with transaction() as session:
        record(session, "round:1", "seat.answered", "seat.answered:1", NOW, {})
    meanwhile: list[int] = []
    assert emit_recorded(lambda _: meanwhile.append(emit_recorded(print))) == 1
    assert meanwhile == [0]
    with transaction() as session:
        assert not pending_events(session, 10)
