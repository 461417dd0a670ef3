"""Amounts read many rows at a time are those that are read row by row."""

from collections.abc import Sequence
from random import Random

import pytest

from rules.tariff_head import header_of
from rules.tariff_lines import Found
from rules.tariff_rows import AT_ONCE, Table

HEADER = ["Driftsherre", "Tilbud", "År", "Takst", "Basistakst", "Pladser", "Overhead", "Forklaring"]
ODD: list[Sequence[object]] = [  # cell and column that are no plain number, name or year
    *((cell, 3) for cell in (True, "1.234,50", 0.0, -1.0, 1e12, float("nan"), "", None, "ukendt")),
    *((cell, 5) for cell in (0.0, 12.5, 3, "", "mange")),
    *((cell, 6) for cell in (0.061, 6.1, 0.4, 0.41, 51.0)),
    *((cell, 2) for cell in ("", "2021", 1850.0, "i år")),
    *((cell, 1) for cell in ("I alt", "", "Tilbud 3")),
    ("Bygget om", 7),
]


def plain(random: Random, number: int) -> list[object]:
    amount = random.randrange(100, 9_999_999) / 100
    return ["Faxe", f"Tilbud {number // 2}", 2021.0 + number % 2, amount, amount / 3, 4.0, 6.1, ""]


def table(found: Found) -> Table:
    header = header_of([HEADER], {})
    assert header
    return Table("Takster", header.columns, None, None, (), {}, found)


@pytest.mark.parametrize("odd", [None, *ODD], ids=str)
def test_many_rows_say_what_each_says(odd: tuple[object, int] | None) -> None:
    random = Random(str(odd))
    rows = [plain(random, number) for number in range(AT_ONCE + 100)]
    if odd:
        rows[71][odd[1]] = odd[0]
    together, alone = Found(), Found()
    table(together).read_all(2, iter(rows))
    one_by_one = table(alone)
    for number, row in enumerate(rows, 2):
        one_by_one.read(number, row, None)
    assert together == alone
    assert len(together.lines) > AT_ONCE
