"""What a new version changes, and whose answer that touches."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.versions import (
    Change,
    Editorial,
    How,
    Paper,
    Text,
    What,
    changes,
    kept,
    material,
    touching,
)

AGREEMENT = Paper(1, "Aftalen", "a1")
ANNEX = Paper(2, "Bilag", "b1", frozenset({2}))
CASE = Paper(3, "Forslag til sagsfremstilling", "c1", frozenset())
BEFORE = Text((AGREEMENT, ANNEX, CASE), ("at aftalen godkendes", "at bilaget godkendes"))


def papers(*papers: Paper) -> Text:
    return Text(papers, BEFORE.points)


def points(*texts: str) -> Text:
    return Text(BEFORE.papers, texts)


NEW_AGREEMENT = papers(Paper(1, "Aftalen", "a2"), ANNEX, CASE)
NEW_ANNEX = papers(AGREEMENT, Paper(2, "Bilag", "b2", frozenset({2})), CASE)
NEW_CASE = papers(AGREEMENT, ANNEX, Paper(3, "Sagsfremstilling", "c2", frozenset()))
CASES = [
    # what it becomes, wording only, changes, touches: whole, both points, point 1, point 2
    (BEFORE, Editorial(), "", "----"),
    (NEW_AGREEMENT, Editorial(), "document 1 changed", "wb12"),
    (NEW_AGREEMENT, Editorial(frozenset({1})), "document 1 changed", "----"),
    (NEW_ANNEX, Editorial(), "document 2 changed", "wb-2"),
    (NEW_ANNEX, Editorial(frozenset({1})), "document 2 changed", "wb-2"),  # another's mark
    (NEW_CASE, Editorial(), "document 3 changed", "----"),  # no point refers to it
    (papers(AGREEMENT, ANNEX), Editorial(), "document 3 removed", "----"),
    (papers(AGREEMENT, CASE), Editorial(), "document 2 removed", "wb-2"),
    (
        papers(AGREEMENT, ANNEX, CASE, Paper(4, "Bilag 2", "d")),
        Editorial(),
        "document 4 added",
        "wb12",
    ),
    (
        papers(Paper(1, "Rammeaftalen", "a1"), ANNEX, CASE),
        Editorial(),
        "document 1 changed",
        "----",
    ),
    (points("at aftalen godkendes", "at intet"), Editorial(), "point 2 changed", "wb-2"),
    (
        points("at aftalen godkendes", "at bilaget godkendes."),
        Editorial(points=frozenset({2})),
        "point 2 changed",
        "----",
    ),
    (points(*BEFORE.points, "at mere"), Editorial(), "point 3 added", "wb12"),
    (points(*BEFORE.points, "at mere"), Editorial(points=frozenset({3})), "point 3 added", "wb12"),
    (points("at aftalen godkendes"), Editorial(), "point 2 removed", "wb-2"),
]
ANSWERS: dict[str, set[int]] = {"w": set(), "b": {1, 2}, "1": {1}, "2": {2}}


@pytest.mark.parametrize(("after", "worded", "said", "touched"), CASES)
def test_what_changed_and_whom_it_touches(
    after: Text, worded: Editorial, said: str, touched: str
) -> None:
    found = changes(BEFORE, after, worded)
    assert " ".join(f"{c.what} {c.number} {c.how}" for c in found) == said
    seen = "".join(who if touching(told, found) else "-" for who, told in ANSWERS.items())
    assert seen == touched
    assert material(found) is ("w" in touched)


TEXTS = st.builds(
    Text,
    st.lists(
        st.builds(
            Paper,
            st.integers(1, 4),
            st.sampled_from("TU"),
            st.sampled_from("xyz"),
            st.none() | st.frozensets(st.integers(1, 3)),
        ),
        unique_by=lambda paper: paper.position,
    ).map(tuple),
    st.lists(st.sampled_from(["at a", "at b", "at c"]), min_size=1, max_size=3).map(tuple),
)
WORDED = st.builds(Editorial, st.frozensets(st.integers(1, 4)), st.frozensets(st.integers(1, 3)))


@given(TEXTS, TEXTS, WORDED)
def test_the_same_text_changes_nothing_and_a_narrower_answer_is_touched_by_no_more(
    before: Text, after: Text, worded: Editorial
) -> None:
    assert changes(before, before, worded) == []
    found = changes(before, after, worded)
    both, one = touching({1, 2}, found), touching({1}, found)
    assert set(one) <= set(both)
    assert all(not change.editorial for change in both)
    assert [Change.of(change.as_json()) for change in found] == found
    if touching({1}, found):
        assert touching((), found), "what touches a part touches the whole"


@pytest.mark.parametrize(
    ("concerns", "left"),
    [
        (None, {}),
        (frozenset({2}), {"1": "approved"}),
        (frozenset(), {"1": "approved", "2": "rejected"}),
    ],
)
def test_what_was_said_of_the_other_points_is_kept(concerns: Any, left: dict[str, str]) -> None:
    change = Change(What.DOCUMENT, 1, "Aftalen", How.CHANGED, False, concerns)
    assert kept({"1": "approved", "2": "rejected"}, [change]) == left
