"""Which deadline counts, and which can be recorded at all."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.round import DeadlineFact
from models.vocabulary import DeadlineKind
from rules.deadlines import GivenDeadline, check, comes_into_force, in_force, internal
from rules.refusal import Refusal, Why
from tests.builders import danish

NOW = danish("2020-10-05 12:00")
LAW, APPLIED, GRANTED = DeadlineKind.STATUTORY, DeadlineKind.APPLIED_FOR, DeadlineKind.GRANTED
OWN, EXTENDED = DeadlineKind.INTERNAL, DeadlineKind.EXTENDED


def fact(kind: DeadlineKind, falls_on: str, id_: int = 1, *, counts: bool = False) -> DeadlineFact:
    facts: dict[str, Any] = {
        "id": id_,
        "round_id": 1,
        "kind": kind,
        "falls_on": date.fromisoformat(falls_on),
        "source": "Loven",
        "recorded_at": NOW,
        "in_force_at": NOW if counts else None,
    }
    return DeadlineFact(**facts)


def given(kind: DeadlineKind, falls_on: str, source: str = "Mail") -> GivenDeadline:
    return GivenDeadline(kind, date.fromisoformat(falls_on), source)


def test_the_last_that_came_into_force_counts_whatever_was_recorded_since() -> None:
    facts = [
        fact(LAW, "2020-10-15", 1, counts=True),
        fact(GRANTED, "2020-12-01", 2, counts=True),  # at the same instant of a sandbox's clock
        fact(APPLIED, "2021-02-01", 3),
        fact(OWN, "2020-11-15", 4),
    ]
    assert in_force(facts) is facts[1]
    facts[0].in_force_at = NOW + timedelta(days=40)  # by a clock that ran ahead
    assert in_force(facts[::-1]) is facts[1]


def test_ones_own_deadline_stands_beside_the_one_that_counts() -> None:
    law = fact(LAW, "2020-12-01", 1, counts=True)
    first, second = fact(OWN, "2020-11-01", 2), fact(OWN, "2020-11-15", 3)
    assert internal([law]) is None
    assert internal([law, first, second]) is second
    made_with = fact(OWN, "2020-10-01", 1, counts=True)  # it was the round's own until the grant
    assert internal([made_with, fact(GRANTED, "2020-12-01", 2, counts=True)]) is None


@pytest.mark.parametrize(
    ("kind", "falls_on", "standing", "expected"),
    [
        (EXTENDED, "2020-12-02", LAW, True),
        (GRANTED, "2020-12-02", LAW, True),
        (GRANTED, "2020-12-02", OWN, True),
        (GRANTED, "2020-12-01", LAW, True),  # what the parties go by already, now by right
        (GRANTED, "2020-11-30", LAW, False),  # earlier than what the parties go by
        (LAW, "2020-12-02", LAW, True),  # the law's own was changed
        (LAW, "2020-12-02", OWN, False),  # for the record: the round has its own
        (LAW, "2020-12-02", GRANTED, False),
        (APPLIED, "2020-12-02", LAW, False),
        (OWN, "2020-11-15", LAW, False),
    ],
)
def test_what_comes_into_force(
    kind: DeadlineKind, falls_on: str, standing: DeadlineKind, *, expected: bool
) -> None:
    now_in_force = fact(standing, "2020-12-01", counts=True)
    assert comes_into_force(given(kind, falls_on), now_in_force, NOW) is expected


def test_a_deadline_can_be_granted_until_its_danish_day_is_over() -> None:
    late, standing = given(GRANTED, "2020-12-15"), fact(LAW, "2020-12-01", counts=True)
    assert comes_into_force(late, standing, danish("2020-12-15 23:59"))
    assert not comes_into_force(late, standing, danish("2020-12-16 00:00"))


@pytest.mark.parametrize(
    ("deadline", "why"),
    [
        (given(EXTENDED, "2020-12-01"), Why.INVALID),
        (given(EXTENDED, "2020-11-30"), Why.INVALID),
        (given(APPLIED, "2020-12-01"), Why.INVALID),
        (given(OWN, "2020-12-01"), Why.INVALID),  # not earlier
        (given(OWN, "2020-10-04"), Why.INVALID),  # over
        (given(LAW, "2006-12-31"), Why.INVALID),
        (given(GRANTED, "2101-01-01"), Why.INVALID),
        (given(LAW, "2020-12-01", "Loven"), Why.CONFLICT),  # recorded already
        (given(LAW, "2020-12-01", "En anden kilde"), None),
        (given(OWN, "2020-10-05"), None),
        (given(GRANTED, "2020-10-01"), None),  # history
    ],
)
def test_what_can_be_recorded(deadline: GivenDeadline, why: Why | None) -> None:
    facts = [fact(LAW, "2020-12-01", counts=True)]
    if why is None:
        check(deadline, facts, NOW)
        return
    with pytest.raises(Refusal) as caught:
        check(deadline, facts, NOW, "to")
    assert (caught.value.why, caught.value.field) == (why, "to")
