"""What whole øre leave out: the base tariff of merged services is an average, and sums of tariffs
are of whole øre. With these rests the sums are exact again."""

from collections.abc import Callable, Hashable, Mapping
from fractions import Fraction
from typing import TypeVar

import polars as pl

Exact = Mapping[tuple[int, int], Fraction]  # by place and year: base tariffs that are no whole øre
Rest = tuple[Fraction, Fraction]  # of the sum by places, and of the sum where all weigh alike
Rests = Mapping[tuple[int, str, int], Rest]  # by operator, paragraph and year
Key = TypeVar("Key", bound=Hashable)
NOTHING: Rest = Fraction(0), Fraction(0)


def rests(pairs: pl.LazyFrame, exact: Exact) -> Rests:
    """What the sums of `base_ore` lack; negative where it was rounded up."""
    found: dict[tuple[int, str, int], Rest] = {}
    if not exact:
        return found
    some = pairs.filter(pl.col("place").is_in({place for place, _ in exact}))
    shown = some.select("operator", "law", "year", "place", "places", "base_ore").collect()
    for operator, law, year, place, places, ore in shown.iter_rows():
        rest = exact.get((place, year), Fraction(ore)) - ore
        by_places, alike = found.get((operator, law, year), NOTHING)
        found[operator, law, year] = by_places + rest * places, alike + rest
    return found


def summed_by(told: Rests, key: Callable[[int, str, int], Key]) -> dict[tuple[Key, int], Rest]:
    """By `key` of operator, paragraph and year, and by year."""
    found: dict[tuple[Key, int], Rest] = {}
    for (operator, law, year), (by_places, alike) in told.items():
        at = key(operator, law, year), year
        before = found.get(at, NOTHING)
        found[at] = before[0] + by_places, before[1] + alike
    return found
