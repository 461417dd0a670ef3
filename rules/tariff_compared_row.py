"""A tariff that could be held against the cap, as it is listed."""

from fractions import Fraction
from typing import NamedTuple


class Compared(NamedTuple):
    """A service's tariff beside its base year's; excess 0: it lies below cap and tolerance.

    base_exact  what `base_ore` was rounded from and `cap_ore` is reckoned from; null: from
                `base_ore` itself
    places      hundredths that it weighs by in averages: the year's, else the base year's, else 0
    """

    operator: str
    provision: str
    paragraph: str
    service: str
    year: int
    base_ore: int
    cap_ore: int
    actual_ore: int
    excess_ore: int
    basis_ore: int | None
    places_hundredths: int | None
    places: int
    occupancy_ppm: int | None
    explanation: str
    base_exact: Fraction | None = None
