"""Averages of many, reckoned row by row and as columns, are shown alike."""

from random import Random

import polars as pl

from rules.tariff_averages import PARTS, growth, in_pct, shown

EDGES = [
    (0, 0, 0, 0),  # nobody told
    (0, 0, 1, 800),  # nobody has places: all alike
    (0, 7, 0, 7),
    (1, 800, 0, 0),  # 0.125 is rounded half up
    (5, 100_000, 0, 0),
    (4, 100_000, 0, 0),
    (99_995, 100_000, 0, 0),  # -0.005 since the base year
    (99_996, 100_000, 0, 0),  # is no minus
    (2**62, 2**62 - 1, 0, 0),
]


def test_of_a_column_as_of_a_row() -> None:
    random = Random(7)
    many = [tuple(random.randrange(10**n) for n in (9, 9, 6, 6)) for _ in range(2_000)]
    names = [f"growth_{end}" for end in PARTS]
    frame = pl.DataFrame([*EDGES, *many], names, orient="row").select(
        pl.all(), pct=shown("growth"), rise=shown("growth", since=True)
    )
    rows = list(frame.iter_rows(named=True))
    assert [row["pct"] for row in rows] == [in_pct(row, "growth") for row in rows]
    assert [row["rise"] for row in rows] == [growth(row) for row in rows]
    assert [row["pct"] for row in rows[:5]] == [None, "0.13", "0.00", "0.13", "0.01"]
    assert [row["rise"] for row in rows[6:8]] == ["-0.01", "0.00"]
