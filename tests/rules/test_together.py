"""One explanation told once: which items it is about, and what stands at each afterwards."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.vocabulary import PartyKind, SeatState
from rules.questions.consultation import QUESTION as CONSULTATION
from rules.questions.faults import faults
from rules.questions.fields import asked_of_each
from rules.questions.items import Item
from rules.questions.question import Asked, Question
from rules.questions.submission import Submission
from rules.questions.tariff_explanation import QUESTION
from rules.questions.together import NONE_CHOSEN, in_common, names, spread, told_of_each, untold
from rules.refusal import Refusal

ITEMS = [
    Item(number, f"Tilbud {number}", "", {"of": [law, "Egehuset"]})
    for number, law in enumerate(("§ 107", "§ 107", "§ 108", "§ 108", "§ 108"), 1)
]
ASKED = replace(QUESTION, fields=tuple(asked_of_each(QUESTION.each, ITEMS)))
CAUSE = {"category": "law", "text": "Overenskomst.", "lasts": "permanent"}
ONCE = {f"together.{name}": text for name, text in CAUSE.items()}
ASKING = Asked(
    party_kind=PartyKind.MUNICIPALITY,
    state=SeatState.WAITING,
    numbers=frozenset(),
    drafted=date(2026, 9, 1),
    asked_on=date(2026, 9, 14),
    deadline=date(2026, 12, 1),
    today=date(2026, 11, 10),
)
BY_ITSELF = {"1.act": "explain", "1.text": "Færre pladser.", "1.tariff_ore": "1.000,00"}
TICK = {"1.together": "true"}


@pytest.mark.parametrize(
    ("chosen", "numbers"),
    [
        ({"together.which": "rest"}, [2, 3, 4, 5]),
        ({"together.which": "of:§ 107"}, [2]),
        ({"together.which": "of:§ 108"}, [3, 4, 5]),
        ({"together.which": "of:§ 108", **TICK}, [1, 3, 4, 5]),
        ({**TICK, "5.together": "on", "9.together": "true"}, [1, 5]),
        ({"2.act": "explain", "together.which": "of:§ 107"}, [2]),  # goes without saying
        ({"together.which": "of:§ 999"}, []),
        ({}, []),
    ],
)
def test_only_what_says_nothing_is_chosen_by_what_it_has_in_common(
    chosen: Mapping[str, str], numbers: list[int]
) -> None:
    typed = {**BY_ITSELF, **ONCE, **chosen, "reason": "Nyt."}
    found = spread(typed, ASKED, ITEMS, wanted=False)
    assert found.numbers == (numbers or ())
    assert found.errors == ({} if numbers else {"together.which": NONE_CHOSEN})
    if not numbers:
        assert found.typed == typed
        return
    assert not found.typed.keys() & names(ASKED), "nothing is left where it was told once"
    told = {**CAUSE, "act": "explain", "tariff_ore": ""}
    at_each = {f"{n}.{name}": text for n in numbers for name, text in told.items()}
    kept = {name: text for name, text in typed.items() if name not in names(ASKED)}
    assert found.typed == kept | at_each


@pytest.mark.parametrize(
    ("typed", "waits"),
    [
        (CAUSE, True),
        (CAUSE | {"text": "Overenskomst.\r\n"}, True),
        (CAUSE | {"text": "Overenskomst 2018."}, False),
        (CAUSE | {"lasts": "this_year"}, False),
        (CAUSE | {"tariff_ore": "900,00"}, True),
        (CAUSE | {"tariff_ore": "901"}, False),
        (CAUSE | {"tariff_ore": "ni"}, False),
    ],
)
def test_what_is_asked_back_waits_until_something_new_is_said(
    typed: Mapping[str, str], waits: bool
) -> None:
    told: dict[str, Any] = {"act": "explain", **CAUSE, "tariff_ore": 90_000, "files": []}
    at_one = {f"1.{name}": text for name, text in typed.items()} | {"1.act": "explain"}
    for question, is_open in (("Hvilken?", waits), ("", False)):
        item = replace(ITEMS[0], told=told, question=question)
        found = untold(lambda name: at_one.get(name, ""), ASKED, [item])
        assert found == ([item] if is_open else []), question


@pytest.mark.parametrize(
    ("typed", "wanted", "fields"),
    [
        ({}, False, []),
        (TICK, False, []),  # nothing would be lost
        ({}, True, ["together.which", *ONCE]),
        ({**TICK, **ONCE, "together.text": " "}, False, ["together.text"]),
        ({**TICK, "together.lasts": "permanent"}, False, ["together.category", "together.text"]),
    ],
)
def test_half_an_explanation_is_written_nowhere(
    typed: Mapping[str, str], wanted: bool, fields: list[str]
) -> None:
    found = spread(typed, ASKED, ITEMS, wanted=wanted)
    assert (sorted(found.errors), found.typed) == (sorted(fields), typed)


def test_all_that_is_wrong_with_hundreds_is_found_at_once() -> None:
    """Each by itself: judged together once for each fault they would take minutes."""
    items = tuple(Item(number, f"Tilbud {number}", "", {"service": 1}) for number in range(1, 701))
    asked = replace(QUESTION, fields=tuple(asked_of_each(QUESTION.each, items)))
    found = faults(asked, Submission(1, "Kim", "konsulent"), replace(ASKING, items=items))
    assert len(found) == 4 * len(items)


def test_what_they_have_in_common() -> None:
    assert in_common(ITEMS) == [("§ 108", 3), ("§ 107", 2)]
    assert in_common([Item(1, "", "", {})]) == []


@pytest.mark.parametrize("question", [CONSULTATION, QUESTION], ids=["no items", "none open"])
def test_a_form_that_asks_of_nothing_has_none_of_it(question: Question) -> None:
    assert spread(ONCE, replace(question, each=()), [], wanted=True).typed == ONCE
    assert names(CONSULTATION) == set()


def test_a_program_tells_groups() -> None:
    told = told_of_each([{"items": [1, 2], **CAUSE}, {"items": [3], "act": "correct"}], ASKED)
    one = {"act": "explain", **CAUSE}
    assert told == {f"{n}.{key}": one[key] for n in (1, 2) for key in one} | {"3.act": "correct"}
    for numbers in ([1, 2], [9], [0]):
        with pytest.raises(Refusal, match=rf"Nr\. {numbers[-1]} i"):
            told_of_each([{"items": [2], **CAUSE}, {"items": numbers, **CAUSE}], ASKED)
