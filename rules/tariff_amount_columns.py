"""A tariff table's columns of amounts: where each is, whose year it tells, and how it is read."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, NoReturn

from rules.tariff_cells import Unreadable, check_unit, reader, reader_of_all
from rules.tariff_head import text_of
from rules.tariff_headers import MONEY, Column, Of
from rules.text import line

AT = {  # where a field stands in Amounts
    Of.TARIFF: 0,
    Of.BASIS: 1,
    Of.SERVICE_TARIFF: 2,
    Of.SUPPLEMENTARY: 3,
    Of.PLACES: 4,
    Of.OCCUPANCY: 5,
    Of.OVERHEAD: 6,
    Of.ADJUSTMENT: 7,
    Of.EXPLANATION: 8,
    Of.UNIT: 8,  # says nothing, before an explanation does
}
EXPLANATION_LIMIT = 2000


class AmountColumn(NamedTuple):
    """A column of amounts: where it is, whose year, its place in Amounts, and how it is read."""

    column: int
    year: int | None
    at: int
    is_money: bool
    read: Callable[[object], Any]
    read_all: Callable[[Sequence[object]], Sequence[Any] | None]  # null: one by one


def amount_column(index: int, column: Column) -> AmountColumn:
    at, is_money = AT[column.field], column.field in MONEY
    if column.field is Of.EXPLANATION:
        return AmountColumn(index, column.year, at, is_money, _explanation, lambda _: None)
    if column.field is Of.UNIT:
        return AmountColumn(index, None, at, is_money, check_unit, lambda _: None)
    if not column.daily:
        return AmountColumn(index, column.year, at, is_money, _not_daily, lambda _: None)
    return AmountColumn(index, column.year, at, is_money, reader(column), reader_of_all(column))


def _explanation(cell: object) -> str | None:
    return line(text_of(cell), "forklaring", limit=EXPLANATION_LIMIT) or None


def _not_daily(_cell: object) -> NoReturn:
    raise Unreadable("Taksten skal være pr. dag, ikke pr. måned, år eller time.")
