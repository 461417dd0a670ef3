"""A link verifies for the contact, seat and generation it was derived for, and for nothing else."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.links import LARGEST_ID, TOKEN_LENGTH, contact_id_of, token, verifies

KEY, OTHER = b"k" * 32, b"o" * 32
ALPHABET = string.ascii_letters + string.digits + "-_"
IDS = st.integers(1, 2**31 - 1)
GENERATIONS = st.integers(1, 1000)


@given(seat=IDS, contact=IDS, generation=GENERATIONS)
def test_a_token_names_its_contact_and_verifies(seat: int, contact: int, generation: int) -> None:
    made = token(KEY, seat_id=seat, contact_id=contact, generation=generation)
    assert len(made) == TOKEN_LENGTH
    assert set(made) <= set(ALPHABET)
    assert contact_id_of(made) == contact
    assert verifies(made, [KEY], seat_id=seat, contact_id=contact, generation=generation)
    assert verifies(made, [OTHER, KEY], seat_id=seat, contact_id=contact, generation=generation)
    assert not verifies(made, [OTHER], seat_id=seat, contact_id=contact, generation=generation)
    assert not verifies(made, [], seat_id=seat, contact_id=contact, generation=generation)


@given(first=st.tuples(IDS, IDS, GENERATIONS), second=st.tuples(IDS, IDS, GENERATIONS))
def test_another_seat_contact_or_generation_never_verifies(
    first: tuple[int, int, int], second: tuple[int, int, int]
) -> None:
    seat, contact, generation = first
    made = token(KEY, seat_id=seat, contact_id=contact, generation=generation)
    near = [
        (seat + 1, contact, generation),
        (seat, contact + 1, generation),
        (seat, contact, generation + 1),
        (contact, seat, generation),
    ]
    for other in {second, *near} - {first}:
        assert not verifies(made, [KEY], seat_id=other[0], contact_id=other[1], generation=other[2])


@given(seat=IDS, contact=IDS, place=st.integers(0, TOKEN_LENGTH - 1), put=st.sampled_from(ALPHABET))
def test_a_changed_character_never_verifies(seat: int, contact: int, place: int, put: str) -> None:
    made = token(KEY, seat_id=seat, contact_id=contact, generation=1)
    changed = made[:place] + put + made[place + 1 :]
    assume(changed != made)
    claimed = contact_id_of(changed)
    assert claimed is None or claimed <= LARGEST_ID
    for named in {contact, claimed or contact}:
        assert not verifies(changed, [KEY], seat_id=seat, contact_id=named, generation=1)


@given(seat=IDS, contact=IDS, kept=st.integers(0, TOKEN_LENGTH - 1))
def test_a_truncated_or_lengthened_token_is_none(seat: int, contact: int, kept: int) -> None:
    made = token(KEY, seat_id=seat, contact_id=contact, generation=1)
    for text in (made[:kept], made[kept + 1 :], made + "A", made + made):
        assert contact_id_of(text) is None
        assert not verifies(text, [KEY], seat_id=seat, contact_id=contact, generation=1)


@pytest.mark.parametrize(
    "text",
    ["", " " * 28, "=" * 28, "å" * 28, "!" * 28, "A" * 27 + "=", "A" * 27 + "\n", "A" * 27 + "+"],
)
def test_what_is_no_token_names_nobody(text: str) -> None:
    assert contact_id_of(text) is None


@given(st.text(max_size=60))
def test_any_text_is_answered_calmly(text: str) -> None:
    found = contact_id_of(text)
    assert found is None or len(text) == TOKEN_LENGTH
