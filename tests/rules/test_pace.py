"""Letters to one receiving domain keep a pace; other domains do not wait for it."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.pace import MINUTE, domain, waits

NONE = timedelta(0)


@pytest.mark.parametrize(
    ("domains", "recent", "per_minute", "expected"),
    [
        ("aaa", {}, 2, [NONE, NONE, MINUTE]),
        ("aaa", {"a": 1}, 2, [NONE, MINUTE, MINUTE]),
        ("aba", {"a": 2}, 2, [MINUTE, NONE, MINUTE]),
        ("a", {"a": 7}, 2, [3 * MINUTE]),
        ("aaa", {"a": 99}, 0, [NONE] * 3),
        ("", {}, 2, []),
    ],
)
def test_waits(
    domains: str, recent: dict[str, int], per_minute: int, expected: list[timedelta]
) -> None:
    assert waits(domains, recent, per_minute) == expected


@given(st.text("abc", max_size=40), st.integers(1, 9))
def test_no_minute_holds_more_than_its_share(domains: str, per_minute: int) -> None:
    found = Counter(zip(domains, waits(domains, {}, per_minute), strict=True))
    assert all(count <= per_minute for count in found.values())
    for name, count in Counter(domains).items():
        last = max(wait for of, wait in found if of == name)
        assert last == MINUTE * ((count - 1) // per_minute), "nobody waits for nothing"


@pytest.mark.parametrize(
    ("address", "of"), [("a@Example.ORG", "example.org"), ('"x@y"@b.dk', "b.dk"), ("odd", "odd")]
)
def test_domain(address: str, of: str) -> None:
    assert domain(address) == of
