"""How the base tariff of merged services came about, in Danish."""

from collections.abc import Sequence

from notifications.danish import kroner
from rules.tariff_cap import round_half_up
from rules.tariff_mergers import Figure, together, weighed


def working(figures: Sequence[Figure]) -> str:
    """`(1.000,00 × 10 + 2.000,00 × 30) / 40 = 1.750,00`, in kroner and places; `≈` where the shown
    average is rounded; empty: none has a tariff in the base year."""
    base, told = together(figures), weighed(figures)
    if base is None:
        return ""
    by_places = any(places for ore, places in figures if ore is not None)
    if by_places:
        above = " + ".join(f"{kroner(ore)} × {_places(places)}" for ore, places in told)
        below = _places(sum(places for _, places in told))
    else:
        above, below = " + ".join(kroner(ore) for ore, _ in told), str(len(told))
    equals = "=" if base.denominator == 1 else "≈"
    return f"({above}) / {below} {equals} {kroner(round_half_up(base))}"


def _places(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return f"{whole},{rest:02}".rstrip("0") if rest else str(whole)
