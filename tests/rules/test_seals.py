"""What a browser keeps for us is ours, for one purpose and a time, or nothing."""

from datetime import timedelta

from rules.seals import seal, unseal
from tests.builders import danish


def test_a_seal_is_for_one_purpose_and_a_time() -> None:
    keys, now = [b"new", b"old"], danish("2026-11-01 10:00")
    until = now + timedelta(minutes=5)
    sealed = seal(b"old", "signed", {"contact": 1}, until)
    assert (unseal(keys, "signed", sealed, now) or {})["contact"] == 1
    assert unseal(keys, "leaving", sealed, now) is None
    assert unseal([b"new"], "signed", sealed, now) is None
    assert unseal(keys, "signed", sealed, until) is None
    for changed in (sealed[1:], sealed[:-1], sealed.swapcase(), "", ".", "æ.x", "a" * 5_000):
        assert unseal(keys, "signed", changed, now) is None
