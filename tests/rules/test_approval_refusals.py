"""What no council can answer: each refusal names its field."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.vocabulary import Body, Outcome, PartyKind, SeatState
from rules.questions.approval import judge
from rules.questions.question import Asked, Judged
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
