"""What a council can answer: every refusal names its field, the unusual is only flagged."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Body, Outcome, PartyKind, SeatState
from rules.questions.approval import (
    AFTER_DEADLINE,
    OLDER_THAN_ROUND,
    WEAKEST_FIRST,
    Asked,
    Judged,
    judge,
)
from rules.refusal import Refusal, Why
from rules.seats import Told
from tests.builders import submission

ASKED = Asked(
    party_kind=PartyKind.MUNICIPALITY,
    state=SeatState.WAITING,
    numbers=frozenset({1, 2}),
    drafted=date(2024, 11, 28),
    asked_on=date(2026, 9, 14),
    deadline=date(2026, 12, 1),
    today=date(2026, 11, 10),
)
REGION = replace(ASKED, party_kind=PartyKind.REGION)
APPROVED, REMARKS, RESERVED, REJECTED, NOT_YET = (
    Outcome.APPROVED,
    Outcome.APPROVED_WITH_REMARKS,
    Outcome.APPROVED_WITH_RESERVATION,
    Outcome.REJECTED,
    Outcome.NOT_YET,
)
DECIDED = [APPROVED, REMARKS, RESERVED, REJECTED]


def judged(asked: Asked = ASKED, **changes: Any) -> Judged:
    return judge(submission(**changes), asked)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "."}, "name"),
        ({"name": "123"}, "name"),
        ({"name": "Anna\nØ"}, "name"),
        ({"name": "Anna\x07"}, "name"),
        ({"name": "a" * 201}, "name"),
        ({"title": ""}, "title"),
        ({"title": "\u00a0"}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "a\tb"}, "title"),
        ({"agenda_item": "x" * 101}, "agenda_item"),
        ({"agenda_item": "1\x00"}, "agenda_item"),
        ({"remarks": "a\x1bb"}, "remarks"),
        ({"remarks": "x" * 20_001}, "remarks"),
        ({"dissent": "a\u2028b"}, "dissent"),
        ({"reason": "x" * 2_001}, "reason"),
        ({"minutes_url": "referat"}, "minutes_url"),
        ({"minutes_url": "www.kommune.dk"}, "minutes_url"),
        ({"minutes_url": "javascript:alert(1)"}, "minutes_url"),
        ({"minutes_url": "ftp://kommune.dk/a"}, "minutes_url"),
        ({"minutes_url": "https://"}, "minutes_url"),
        ({"minutes_url": "https:///a"}, "minutes_url"),
        ({"minutes_url": "https://[::1"}, "minutes_url"),
        ({"minutes_url": "https://kommune.dk/a b"}, "minutes_url"),
        ({"minutes_url": "https://kommune.dk/\r\n"}, None),  # trimmed
        ({"minutes_url": "https://kommune.dk/a\nb"}, "minutes_url"),
        ({"minutes_url": "https://kommune.dk/" + "x" * 2_000}, "minutes_url"),
        ({"outcome": None}, "outcome"),
        ({"points": {1: APPROVED}}, "points"),
        ({"points": {3: APPROVED}}, "points"),
        ({"points": {1: APPROVED, 2: APPROVED, 3: APPROVED}}, "points"),
        ({"points": {0: APPROVED, 1: APPROVED, 2: APPROVED}}, "points"),
        ({"body": None}, "body"),
        ({"body": Body.COMMITTEE}, "body"),
        ({"body": Body.FINANCE_COMMITTEE}, "body"),
        ({"body": Body.ADMINISTRATION}, "body"),
        ({"body": Body.REGIONAL_COUNCIL}, "body"),
        ({"decided_on": None}, "decided_on"),
        ({"decided_on": date(2026, 11, 11)}, "decided_on"),  # tomorrow
        ({"decided_on": date(9999, 12, 31)}, "decided_on"),
        ({"decided_on": date(2024, 11, 27)}, "decided_on"),  # before it was drafted
        ({"decided_on": date(1, 1, 1)}, "decided_on"),
        ({"outcome": REMARKS}, "remarks"),
        ({"outcome": RESERVED}, "remarks"),
        ({"outcome": REMARKS, "remarks": " \n"}, "remarks"),
        ({"outcome": NOT_YET, "decided_on": date(2026, 11, 2)}, "decided_on"),
        ({"outcome": NOT_YET, "meeting_on": date(9999, 12, 31)}, "meeting_on"),
        ({"outcome": NOT_YET, "meeting_on": date(2206, 11, 30)}, "meeting_on"),
        ({"meeting_on": date(9999, 12, 31)}, "meeting_on"),
        ({"points": {1: RESERVED, 2: APPROVED}}, "remarks"),
    ],
)
def test_the_impossible_is_refused_with_its_field(
    changes: Mapping[str, Any], field: str | None
) -> None:
    if field is None:
        judged(**changes)
        return
    with pytest.raises(Refusal) as refused:
        judged(**changes)
    assert (refused.value.field, refused.value.why) == (field, Why.INVALID)


@pytest.mark.parametrize("outcome", DECIDED)
@pytest.mark.parametrize(
    ("asked", "body", "stands"),
    [
        (ASKED, Body.COUNCIL, True),
        (ASKED, Body.MAYOR, True),
        (ASKED, Body.REGIONAL_COUNCIL, False),
        (REGION, Body.REGIONAL_COUNCIL, True),
        (REGION, Body.MAYOR, True),
        (REGION, Body.COUNCIL, False),
        *((asked, body, False) for asked in (ASKED, REGION) for body in
          (Body.COMMITTEE, Body.FINANCE_COMMITTEE, Body.ADMINISTRATION, None)),
    ],
)  # fmt: skip
def test_only_the_council_or_the_mayor_on_its_behalf_decides(
    outcome: Outcome, asked: Asked, body: Body | None, *, stands: bool
) -> None:
    given_ = submission(outcome=outcome, body=body, remarks="fordi")
    if stands:
        assert judge(given_, asked).told is Told.DECISION
        return
    with pytest.raises(Refusal, match="ikke en godkendelse") as refused:
        judge(given_, asked)
    assert refused.value.field == "body"
    assert ("regionsrådet" in refused.value.message) == (asked is REGION)


@pytest.mark.parametrize("body", [None, *Body])
def test_any_body_may_tell_how_far_it_is(body: Body | None) -> None:
    found = judged(outcome=NOT_YET, body=body, meeting_on=date(2026, 11, 24))
    assert (found.outcome, found.told, found.flags) == (NOT_YET, Told.MEETING_DATE, ())


@pytest.mark.parametrize(
    ("decided_on", "today", "flags"),
    [
        ("2026-09-14", "2026-11-10", ()),
        ("2026-09-13", "2026-11-10", (OLDER_THAN_ROUND,)),
        ("2024-11-28", "2026-11-10", (OLDER_THAN_ROUND,)),  # the first day possible
        ("2026-11-10", "2026-11-10", ()),  # decided today
        ("2026-12-01", "2026-12-01", ()),
        ("2026-12-01", "2026-12-05", ()),  # told late, decided in time
        ("2026-12-02", "2026-12-05", (AFTER_DEADLINE,)),
    ],
)
def test_the_unusual_is_accepted_and_flagged(
    decided_on: str, today: str, flags: tuple[str, ...]
) -> None:
    asked = replace(ASKED, today=date.fromisoformat(today))
    assert judged(asked, decided_on=date.fromisoformat(decided_on)).flags == flags


@pytest.mark.parametrize(
    ("points", "weakest"),
    [
        ({1: APPROVED, 2: APPROVED}, APPROVED),
        ({1: APPROVED, 2: REMARKS}, REMARKS),
        ({1: RESERVED, 2: REMARKS}, RESERVED),
        ({1: REJECTED, 2: RESERVED}, REJECTED),
        ({2: APPROVED, 1: REJECTED}, REJECTED),
    ],
)
def test_the_outcome_is_the_weakest_of_the_points(
    points: dict[int, Outcome], weakest: Outcome
) -> None:
    found = judged(outcome=APPROVED, points=points, remarks="se punkt 2")
    assert found.outcome is weakest
    assert found.submission.points == points


def test_a_point_not_dealt_with_makes_the_whole_answer_progress() -> None:
    found = judged(outcome=APPROVED, points={1: APPROVED, 2: NOT_YET}, decided_on=None)
    assert (found.outcome, found.told) == (NOT_YET, Told.PROGRESS)


def test_a_rejection_needs_no_remarks() -> None:
    assert judged(outcome=REJECTED).outcome is REJECTED


@given(st.lists(st.sampled_from(list(Outcome)), min_size=2, max_size=2))
def test_no_point_is_weaker_than_the_outcome(outcomes: list[Outcome]) -> None:
    points = dict(enumerate(outcomes, 1))
    decided = None if NOT_YET in outcomes else date(2026, 11, 2)
    found = judged(points=points, remarks="ja", decided_on=decided)
    assert WEAKEST_FIRST.index(found.outcome) == min(map(WEAKEST_FIRST.index, outcomes))


@pytest.mark.parametrize(
    ("state", "changes", "told"),
    [
        (SeatState.WAITING, {}, Told.DECISION),
        (SeatState.SCHEDULED, {}, Told.DECISION),
        (SeatState.WAITING, {"outcome": NOT_YET}, Told.PROGRESS),
        (SeatState.SCHEDULED, {"outcome": NOT_YET}, Told.PROGRESS),
        (SeatState.WAITING, {"outcome": NOT_YET, "meeting_on": date(2026, 11, 9)}, Told.PROGRESS),
        (
            SeatState.WAITING,
            {"outcome": NOT_YET, "meeting_on": date(2026, 11, 10)},
            Told.MEETING_DATE,
        ),
        (SeatState.ANSWERED, {"reason": "tastefejl"}, Told.CORRECTION),
        (SeatState.CHECKED, {"reason": "tastefejl"}, Told.CORRECTION),
        (SeatState.ANSWERED, {"outcome": NOT_YET, "reason": "udsat"}, Told.WITHDRAWAL),
        (SeatState.CHECKED, {"outcome": NOT_YET, "reason": "udsat"}, Told.WITHDRAWAL),
    ],
)
def test_what_an_answer_tells_the_seat(
    state: SeatState, changes: Mapping[str, Any], told: Told
) -> None:
    assert judged(replace(ASKED, state=state), **changes).told is told


@pytest.mark.parametrize("state", [SeatState.ANSWERED, SeatState.CHECKED])
@pytest.mark.parametrize("outcome", list(Outcome))
def test_an_answer_that_stands_is_changed_with_a_reason_only(
    state: SeatState, outcome: Outcome
) -> None:
    with pytest.raises(Refusal) as refused:
        judged(replace(ASKED, state=state), outcome=outcome, remarks="x", reason=" ")
    assert refused.value.field == "reason"


def test_texts_are_tidied() -> None:
    found = judged(
        name=" Anna Ø ",
        remarks=" en\r\nto ",
        minutes_url=" https://kommune.dk/ref?a=1#b ",
        agenda_item=" 12 ",
    )
    tidy = found.submission
    assert (tidy.name, tidy.remarks, tidy.agenda_item) == ("Anna Ø", "en\nto", "12")
    assert tidy.minutes_url == "https://kommune.dk/ref?a=1#b"
