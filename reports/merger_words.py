"""How the base tariff of merged services came about, in Danish."""

from collections.abc import Sequence

from notifications.danish import kroner
from rules.tariff_mergers import Figure, together_ore, weighed


def working(figures: Sequence[Figure]) -> str:
    """`(1.000,00 × 10 + 2.000,00 × 30) / 40 = 1.750,00`, in kroner and places; empty: none has a
    tariff in the base year."""
    base, told = together_ore(figures), weighed(figures)
    if base is None:
        return ""
    by_places = any(places for ore, places in figures if ore is not None)
    if by_places:
        above = " + ".join(f"{kroner(ore)} × {_places(places)}" for ore, places in told)
        below = _places(sum(places for _, places in told))
    else:
        above, below = " + ".join(kroner(ore) for ore, _ in told), str(len(told))
    return f"({above}) / {below} = {kroner(base)}"


def _places(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return f"{whole},{rest:02}".rstrip("0") if rest else str(whole)
