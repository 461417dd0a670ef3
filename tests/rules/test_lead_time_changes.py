"""What the secretariat may assume of how long a case takes."""

from typing import Any

import pytest

from models.reference.catalogue import default_lead_times
from rules.lead_time_changes import checked_lead_times
from rules.lead_times import LeadTimes
from rules.refusal import Refusal

DEFAULT = default_lead_times()


def changed(**changes: Any) -> dict[str, Any]:
    """`normal__committee_days=20` changes one way's number."""
    made = {**DEFAULT, "normal": dict(DEFAULT["normal"]), "long": dict(DEFAULT["long"])}
    for name, value in changes.items():
        way, _, number = name.rpartition("__")
        (made[way] if way else made)[number] = value
    return made


def test_the_default_may_be_assumed() -> None:
    assert LeadTimes.of({"lead_times": checked_lead_times(DEFAULT)}) == LeadTimes.of({})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"normal__committee_days": 121}, "normal.committee_days"),
        ({"normal__committee_days": 6}, "normal.committee_days"),  # after the finance committee
        ({"long__final_working_days": -1}, "long.final_working_days"),
        ({"long__casework_working_days": 10**6}, "long.casework_working_days"),
        ({"safe_meetings": 0}, "safe_meetings"),
        ({"answer_working_days": 31}, "answer_working_days"),
        ({"quiet_weeks": [0]}, "quiet_weeks"),
        ({"quiet_weeks": [54]}, "quiet_weeks"),
        ({"quiet_weeks": list(range(1, 54))}, "quiet_weeks"),  # no week would be left to work in
        ({"long_way": ["999"]}, "long_way"),
    ],
)
def test_what_cannot_be_assumed(change: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked_lead_times(changed(**change))
    assert refused.value.field == field
