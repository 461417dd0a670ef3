"""The amounts in a tariff file's cells, as the whole units the tables keep.

A spreadsheet's cell is a float or text; a CSV's is text. Whatever is finer than the unit is rounded
half up here, once: a formula in an operator's spreadsheet may well give 1234.5678 kr.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from operator import sub
from typing import Any

from rules.tariff_headers import MONEY, Column, Of
from rules.tariff_numbers import half_up, number

NOTHING = frozenset({"-", "–", "—", ".", "n/a", "na", "it", "i.t.", "ingen", "ikkeoplyst"})
NOTHING |= {"lukket", "nedlagt", "ny", "nyt", "nyttilbud", "ikkerelevant"}
KRONER, PER_CENT = ("kr.", "kr", "dkk", ",--", ",-"), ("%", "pct.", "pct")
MILLION = 1_000_000
MOST_ORE = 100_000 * 100  # per day: more is a month's or a year's
OTHER_UNIT = re.compile(
    r"\b(?:øre|tusind(?:e|er)?|1\.?000|t\.? ?kr|årlig(?:t)?|år|mdr?"
    r"|(?:måned|uge|time|kvartal)(?:e?r|ligt?)?)\b"
)
TWO_WAYS = re.compile(r"[+-]?\d{1,2},\d{3}")  # `1,000` is a krone here and a thousand elsewhere
NEAR = 1e-6  # up to the highest amount there is a float tells less apart


class Unreadable(Exception):
    """A cell that holds something else than its column says; the message is a Danish sentence."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """`scale` from what is written to the unit kept; bounds in that unit, with words for them.

    units  that may be written beside the number
    """

    scale: int
    lowest: int
    highest: int
    words: str
    units: tuple[str, ...]


MONEY_KIND = _Kind(1, 0, MOST_ORE, "et beløb mellem 0 og 100.000 kr. pr. dag", KRONER)
SIGNED = _Kind(1, -MOST_ORE, MOST_ORE, "et beløb under 100.000 kr. pr. dag", KRONER)
PLACES = _Kind(100, 0, 10_000 * 100, "et antal pladser mellem 0 og 10.000", ("pladser", "pl."))
OCCUPANCY = _Kind(MILLION // 100, 0, 2 * MILLION, "en belægning mellem 0 og 200 %", PER_CENT)
OVERHEAD = _Kind(MILLION // 100, 0, MILLION // 2, "et overhead mellem 0 og 50 %", PER_CENT)
SHARE_UP_TO = {
    Of.OCCUPANCY: 2.0,
    Of.OVERHEAD: 0.4,
}  # up to here 0.061 is a share, above 6.1 per cent


def reader(column: Column) -> Callable[[object], int | None]:
    """How a column's cells are read: whole units, null for nothing; Unreadable says why not."""
    kind = _kind(column)
    lowest, highest = kind.lowest, kind.highest
    scale = kind.scale * column.ore if column.field in MONEY else kind.scale
    share_up_to = SHARE_UP_TO.get(column.field, 0.0)

    def read(cell: object) -> int | None:
        if type(cell) is float or type(cell) is int:
            by = scale * 100 if 0 < cell <= share_up_to else scale
            product = cell * by
            if lowest <= product <= highest and -NEAR < product - (near := round(product)) < NEAR:
                return near  # most cells are as good as whole already
            whole = _scaled(cell, by)
        else:
            text = str(cell).strip() if cell is not None else ""
            if not text or text.casefold().replace(" ", "") in NOTHING:
                return None
            value = _typed(text, kind.units)
            whole = half_up(value * (scale * 100 if _is_share(value, text, share_up_to) else scale))
        if not lowest <= whole <= highest:
            raise Unreadable(f"»{_shown(cell)}« er ikke {kind.words}. Er enheden rigtig?")
        return whole

    return read


def reader_of_all(column: Column) -> Callable[[Sequence[object]], list[int] | None]:
    """As `reader`, of a whole column of numbers that are good as whole; null: one by one."""
    kind = _kind(column)
    scale = kind.scale * column.ore if column.field in MONEY else kind.scale
    share_up_to = SHARE_UP_TO.get(column.field, 0.0)

    def read(cells: Sequence[Any]) -> list[int] | None:
        if set(map(type, cells)) != {float}:
            return None
        distinct = list(set(cells))  # few, but for money
        if not all(map(isfinite, distinct)):
            return None
        products = [c * (scale * 100 if 0 < c <= share_up_to else scale) for c in distinct]
        found = list(map(round, products))
        if min(products) < kind.lowest or max(products) > kind.highest:
            return None
        if max(map(abs, map(sub, products, found))) >= NEAR:
            return None
        return list(map(dict(zip(distinct, found, strict=True)).__getitem__, cells))

    return read


def check_unit(cell: object) -> None:
    """Of a column that says in which unit the row's tariff is."""
    text = str(cell)
    if OTHER_UNIT.search(text.casefold()):
        raise Unreadable(f"Enheden er »{_shown(text)}«. Taksten skal være i kr. pr. dag.")


def _kind(column: Column) -> _Kind:
    match column.field:
        case Of.PLACES:
            return PLACES
        case Of.OCCUPANCY:
            return OCCUPANCY
        case Of.OVERHEAD:
            return OVERHEAD
        case Of.ADJUSTMENT:
            return SIGNED
        case _:
            return MONEY_KIND


def _scaled(cell: float, scale: int) -> int:
    """As the cell's shortest decimal times `scale`."""
    if not isfinite(cell):
        raise Unreadable(f"»{cell}« er ikke et tal.")
    return half_up(Decimal(repr(cell)) * scale)


def _typed(text: str, units: Iterable[str]) -> Decimal:
    plain = text.casefold()
    for unit in units:
        plain = plain.removesuffix(unit).removeprefix(unit).strip()
    if units is KRONER and TWO_WAYS.fullmatch(plain):
        raise Unreadable(f"»{_shown(text)}« kan læses på to måder. Skriv det som 1.234,50.")
    value = number(plain)
    if value is None:
        raise Unreadable(f"»{_shown(text)}« er ikke et tal. Skriv det som 1.234,50.")
    return value


def _is_share(value: Decimal, text: str, up_to: float) -> bool:
    return "%" not in text and 0 < value <= up_to


def _shown(cell: object) -> str:
    return "".join(c for c in str(cell) if c.isprintable())[:40]
