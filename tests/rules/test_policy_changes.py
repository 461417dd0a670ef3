"""What the secretariat may decide about reminders, and what it is told when it may not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.reference.catalogue import default_policy
from rules.policy import Policy
from rules.policy_changes import KEYS, checked_policy
from rules.refusal import Refusal

DEFAULT = {key: value for key, value in default_policy().items() if key in KEYS}


def test_the_default_may_be_decided_and_is_whole() -> None:
    assert default_policy().keys() == KEYS | {"lead_times"}
    assert Policy.of(checked_policy(DEFAULT)) == Policy.of({})


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"announce_working_days_before_kkr": 0}, "announce_working_days_before_kkr", "1 til 60"),
        ({"remind_working_days_before": [3, 121]}, "remind_working_days_before", "fra 0 til 120"),
        ({"remind_working_days_after": [0]}, "remind_working_days_after", "efter fristen"),
        ({"remind_working_days_after": list(range(1, 12))}, "remind_working_days_after", "10"),
        ({"minutes_working_days": 0}, "minutes_working_days", "fra mødet"),
        ({"send_at": "8"}, "send_at", "»8« er ikke et klokkeslæt"),
        ({"send_at": "05:59"}, "send_at", "mellem 06.00 og 17.00"),
        ({"send_until": "17:01"}, "send_until", "mellem 06.00 og 17.00"),
        ({"send_until": "08:00"}, "send_until", "slutte, efter"),
        ({"send_at": "11:30"}, "spread_minutes", "slutter kl. 12.00"),
        ({"spread_minutes": 601}, "spread_minutes", "0 til 600"),
        ({"recess_weeks": [0]}, "recess_weeks", "1 til 53"),
        ({"recess_weeks": list(range(1, 28))}, "recess_weeks", "højst 26"),
        ({"most_reminders": 0}, "most_reminders", "1 til 50"),
        ({"working_days_between": 31}, "working_days_between", "1 til 30"),
        ({"escalation": "perhaps"}, "escalation", "off, draft, automatic"),
        ({"ladder": {"director": 0}}, "ladder.director", "1 til 120"),
        ({"ladder": {"agenda_secretariat": 5, "director": 5}}, "ladder.director", "over 5"),
        (
            {"ladder": {"agenda_secretariat": 5, "chair": 4}},
            "ladder.chair",
            "formanden efter byrådssekretariatet",
        ),
    ],
)
def test_what_may_not_be_decided(change: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked_policy(DEFAULT | change)
    assert refused.value.field == field
    assert said in refused.value.message
    assert refused.value.message.endswith(".")


@given(
    before=st.lists(st.integers(0, 120), max_size=10),
    after=st.lists(st.integers(1, 120), max_size=10),
    weeks=st.lists(st.integers(1, 53), max_size=26),
    ladder=st.dictionaries(st.sampled_from(["agenda_secretariat", "chair"]), st.none(), max_size=2),
)
def test_what_is_kept_is_in_order_and_says_the_same_again(
    before: list[int], after: list[int], weeks: list[int], ladder: dict[str, None]
) -> None:
    told = {
        "remind_working_days_before": before,
        "remind_working_days_after": after,
        "recess_weeks": weeks,
        "ladder": {"director": 4, **ladder},
    }
    kept = checked_policy(DEFAULT | told)
    assert kept["remind_working_days_before"] == sorted(set(before), reverse=True)
    assert kept["recess_weeks"] == sorted(set(weeks))
    assert kept["ladder"] == {"director": 4}
    assert checked_policy(kept) == kept
    Policy.of(kept)
