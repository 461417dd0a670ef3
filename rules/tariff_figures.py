"""A tariff table's columns of amounts: what a row says of each of its years, and what is wrong."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import repeat
from typing import Any

from rules.refusal import Refusal
from rules.tariff_amount_columns import amount_column
from rules.tariff_cap_changes import YEARS
from rules.tariff_cells import Unreadable
from rules.tariff_head import Row, text_of
from rules.tariff_headers import MONEY, YEARLY, Column, Of
from rules.tariff_lines import Amounts
from rules.tariff_years import year_of

TARIFF, BASIS, SERVICE_TARIFF, EXPLANATION = 0, 1, 2, 8
AS_AMOUNTS = partial(tuple.__new__, Amounts)  # what `_make` does, without a call in Python
SILENT: tuple[Any, ...] = (*[None] * EXPLANATION, "")
NO_MONEY = "0 kr. læses som ingen takst."
NO_YEAR = "Vi kan ikke se, hvilket år taksten gælder."
Told = tuple[int, Amounts]  # for which year


class Figures:
    """`fault` is told what is wrong, and `leave` what is read as nothing: the row's number, a
    sentence and the column."""

    def __init__(
        self,
        columns: Mapping[int, Column],
        year: int | None,
        fault: Callable[[int, str, int], None],
        leave: Callable[[int, str, int], None],
    ) -> None:
        """`year` holds where neither column nor row names one; else the only one that is named."""
        named = {column.year for column in columns.values() if column.year}
        self.year = year or (named.pop() if len(named) == 1 else None)
        self._fault, self._leave = fault, leave
        self.year_at = next((i for i, c in columns.items() if c.field is Of.YEAR), None)
        daily = {c.field for c in columns.values() if c.field in MONEY and c.daily}
        self.amounts = [
            amount_column(index, column)
            for index, column in sorted(
                columns.items(), key=lambda one: one[1].field is not Of.UNIT
            )
            if column.field in YEARLY and (column.daily or column.field not in daily)
        ]
        self.money = [amount.column for amount in self.amounts if amount.is_money]
        self.a_year_each = all(amount.year is None for amount in self.amounts)
        self.width = 1 + max(self.year_at or 0, *(amount.column for amount in self.amounts))
        self.plain = self.a_year_each and any(amount.at == TARIFF for amount in self.amounts)
        self.years: dict[object, int | None] = {}

    def of_all(self, rows: Sequence[Row]) -> list[Told] | None:
        """What each row says, where nothing is wrong, missing or to be told apart; else null.

        In a third of the time that the rows take one by one, and with the same result.
        """
        columns = list(zip(*rows, strict=False))
        if not self.plain or len(columns) < self.width:
            return None
        values: list[Any] = [*map(repeat, SILENT)]
        try:
            years: list[Any] = [self.year] * len(rows)
            if self.year_at is not None:
                years = [*map(self._year_in, columns[self.year_at])]
            for index, _, at, _, read, read_all in self.amounts:
                values[at] = read_all(columns[index]) or [
                    SILENT[at] if (value := read(cell)) is None else value
                    for cell in columns[index]
                ]
        except (Unreadable, Refusal):
            return None
        if None in years or not all(values[TARIFF]):
            return None
        told = map(AS_AMOUNTS, zip(*values, strict=False))
        return list(zip(years, told, strict=True))

    def of_row(self, number: int, row: Row) -> Iterable[Told]:
        return self._of_one_year(number, row) if self.a_year_each else self._by_year(number, row)

    def told(self, row: Row) -> bool:
        for index in self.money:
            if index < len(row) and row[index] is not None and row[index] != "":
                return True
        return False

    def _of_one_year(self, number: int, row: Row) -> Iterable[tuple[int, Amounts]]:
        """Where no column names a year, all amounts are the row's year's."""
        year, values, width = self._year_of(row), list(SILENT), len(row)
        for index, _, at, is_money, read, _ in self.amounts:
            cell = row[index] if index < width else None
            if cell is None or cell == "":
                continue
            try:
                value = read(cell)
            except (Unreadable, Refusal) as no:
                self._fault(number, no.args[0], index)
                continue
            if value == 0 and at == TARIFF:
                self._leave(number, NO_MONEY, index)
            elif is_money and year is None and value is not None:
                self._fault(number, NO_YEAR, index)
            elif value is not None:
                values[at] = value
        if year is None or (amounts := _amounts(values)) is None:
            return ()
        return ((year, amounts),)

    def _by_year(self, number: int, row: Row) -> Iterable[tuple[int, Amounts]]:
        """Amounts under a year's header are that year's; the others are the row's year's, or, as
        places and shares may be, those of all its years."""
        of_row = self._year_of(row)
        common, given = list(SILENT), dict[int, list[Any]]()
        of_years: list[tuple[int, int, Any, int]] = []
        for index, year, at, is_money, read, _ in self.amounts:
            cell = row[index] if index < len(row) else None
            if cell is None or cell == "":
                continue
            try:
                value = read(cell)
            except (Unreadable, Refusal) as no:
                self._fault(number, no.args[0], index)
                continue
            if value is None:
                continue
            if value == 0 and at == TARIFF:
                self._leave(number, NO_MONEY, index)
            elif is_money and (year := year or of_row) is None:
                self._fault(number, NO_YEAR, index)
            elif year is None:
                common[at] = value
            else:
                of_years.append((year, at, value, index))
        explained, common[EXPLANATION] = common[EXPLANATION], ""
        for year, at, value, index in of_years:
            own = given.setdefault(year, common[:])
            if own[at] not in (SILENT[at], common[at], value):
                self._fault(number, f"Rækken har to forskellige beløb for {year}.", index)
            own[at] = value
        lines = {year: told for year, own in given.items() if (told := _amounts(own))}
        if explained and lines:
            last = max(lines)
            lines[last] = lines[last]._replace(explanation=explained)
        return lines.items()

    def _year_of(self, row: Row) -> int | None:
        if self.year_at is None or self.year_at >= len(row):
            return self.year
        return self._year_in(row[self.year_at])

    def _year_in(self, cell: object) -> int | None:
        if cell not in self.years:
            self.years[cell] = self._year(text_of(cell))
        return self.years[cell]

    def _year(self, text: str) -> int | None:
        if not text:
            return self.year
        year = year_of(text)
        if year not in YEARS:
            raise Unreadable(f"»{text[:20]}« er ikke et år.")
        return year


def _amounts(given: list[Any]) -> Amounts | None:
    """Null without a tariff; base and service tariff make one where the file gives no other."""
    if not given[TARIFF]:
        given[TARIFF] = (given[BASIS] or 0) + (given[SERVICE_TARIFF] or 0)
    return Amounts(*given) if given[TARIFF] else None
