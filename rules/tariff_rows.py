"""Rows of a tariff table: what each says, what it leaves to the row above, and what is wrong."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple, NoReturn

from rules.refusal import Refusal
from rules.tariff_cap_changes import YEARS
from rules.tariff_cells import Unreadable, reader
from rules.tariff_head import Row, letters, text_of
from rules.tariff_headers import MONEY, NAMES, YEARLY, Column, Of
from rules.tariff_lines import Amounts, Fault, Found, Operator, operator_named, service_of
from rules.text import LINE_LIMIT, line

TOTAL = re.compile(
    r"(?:sub|hoved)?total(?:t|en|er)?|i ?alt|sum|gennemsnit|gns\.?|middel"
    r"|(?:i alt|sum|total|subtotal|gennemsnit|gns\.)[ :,–-].*|.*[ :,–-](?:i alt|total|gennemsnit)"
)
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
}
TARIFF, BASIS, SERVICE_TARIFF, EXPLANATION = 0, 1, 2, 8
EXPLANATION_LIMIT = 2000
SILENT: tuple[Any, ...] = (*[None] * EXPLANATION, "")
NO_YEAR = "Vi kan ikke se, hvilket år taksten gælder."
MAYBE_TOTAL = re.compile(r"tot|i ?alt|sum|gennem|gns|middel")


class _Amount(NamedTuple):
    """A column of amounts: where it is, whose year, its place in Amounts, and how it is read."""

    column: int
    year: int | None
    at: int
    is_money: bool
    read: Callable[[object], Any]


class Table:
    """Reads row by row; what is left empty below a merged cell is what stood above it."""

    def __init__(
        self,
        sheet: str,
        columns: Mapping[int, Column],
        year: int | None,
        operator: Operator | None,
        found: Found,
    ) -> None:
        """`year` and `operator` hold where a row names none."""
        self.sheet, self.year, self.found = sheet, year, found
        at = {column.field: index for index, column in columns.items()}
        self.names = [(place, at[name]) for place, name in enumerate(NAMES) if name in at]
        self.named = itemgetter(*(index for _, index in self.names))
        self.year_at = at.get(Of.YEAR)
        daily = {c.field for c in columns.values() if c.field in MONEY and c.daily}
        self.amounts = [
            _Amount(index, column.year, AT[column.field], column.field in MONEY, _reader(column))
            for index, column in columns.items()
            if column.field in YEARLY and (column.daily or column.field not in daily)
        ]
        self.money = [amount.column for amount in self.amounts if amount.is_money]
        self.a_year_each = all(amount.year is None for amount in self.amounts)
        self.operator = operator
        self.operators: dict[str, Operator] = {}
        self.seen: dict[object, tuple[int, Operator, tuple[str, str]]] = {}  # by a row's names
        self.tidied: dict[str, tuple[str, bool]] = {}
        self.years: dict[object, int | None] = {}
        self.above = ("", "")  # provision and paragraph

    def read(self, number: int, row: Row) -> None:
        """Most rows are the next year of a service that stands above."""
        try:
            names = self._names(row)
            known = self.seen.get(names)
            if not (holds := self._holds_amounts(row)) or known is None:
                texts, total = self._texts(row)
                labels = [*filter(None, texts)]
                if not labels:
                    if not (first := _first(row)):
                        return
                    labels, total = [first], _is_total(first)
                if total or not holds:
                    self._pass_over(number, labels, total)
                    return
            self.found.rows += 1
            if known is None:
                of = self._service(names, texts)
            else:
                of, self.operator, self.above = known
            self._add(number, row, of)
        except Unreadable as no:
            self._fault(number, no.args[0])

    def _names(self, row: Row) -> Any:
        """As they are written; null: the row is shorter than the header."""
        try:
            return self.named(row)
        except IndexError:
            return None

    def _texts(self, row: Row) -> tuple[list[str], bool]:
        """The row's names in the order of `NAMES`, and whether one says that it is a total."""
        texts, total, width = [""] * len(NAMES), False, len(row)
        for place, index in self.names:
            cell = row[index] if index < width else None
            if type(cell) is str:  # the same few stand in many rows
                known = self.tidied.get(cell)
                if known is None:
                    known = self.tidied[cell] = _tidied(cell, index)
            else:
                known = _tidied(cell, index)
            texts[place], is_total = known
            total = total or is_total
        return texts, total

    def _pass_over(self, number: int, labels: list[str], total: bool) -> None:
        """Totals, notes, and headings that name the operator of the rows below."""
        if not total and len(labels) == 1 and (operator := party_in(labels[0])):
            self.operator = operator
            return
        why = "sum eller gennemsnit" if total else "ingen takst"
        self.found.left_out.append(Fault(self.sheet, number, "", f"»{labels[0][:60]}«: {why}"))

    def _add(self, number: int, row: Row, of: int) -> None:
        found = self.found
        by_year = self._of_one_year(number, row) if self.a_year_each else self._by_year(number, row)
        for year, amounts in by_year:
            key = (of, year)
            if (known := found.lines.setdefault(key, amounts)) is amounts:
                found.rows_of[key] = number
            elif known == amounts:
                found.repeated += 1
            else:
                provision, first = found.services[of].provision, found.rows_of[key]
                raise Unreadable(
                    f"{provision} har to forskellige takster for {year} (se række {first})."
                )

    def _service(self, names: Any, texts: Sequence[str]) -> int:
        """Its number in what was found. What a row leaves empty is as in the row above."""
        operator, provision, department, paragraph, service = texts
        complete = operator and provision
        of = self._operator(operator)
        if not provision and (service or department):
            provision, above = self.above
            paragraph = paragraph or above
        if not provision:
            raise Unreadable("Tilbuddets navn mangler.")
        self.above = provision, paragraph
        part = ", ".join(filter(None, (department, service)))
        number = self.found.number(service_of(of, provision, paragraph, part))
        if complete and names and all(type(cell) is str for cell in names):
            self.seen[names] = number, of, self.above
        return number

    def _operator(self, text: str) -> Operator:
        if text:
            if text not in self.operators:
                self.operators[text] = operator_named(text)
            self.operator = self.operators[text]
        if self.operator is None:
            raise Unreadable("Driftsherren mangler.")
        return self.operator

    def _of_one_year(self, number: int, row: Row) -> Iterable[tuple[int, Amounts]]:
        """Where no column names a year, all amounts are the row's year's."""
        year, values, width = self._year_of(row), list(SILENT), len(row)
        for index, _, at, is_money, read in self.amounts:
            cell = row[index] if index < width else None
            if cell is None or cell == "":
                continue
            try:
                value = read(cell)
            except (Unreadable, Refusal) as no:
                self._fault(number, no.args[0], index)
                continue
            if is_money and year is None and value is not None:
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
        of_years: list[tuple[int, int, Any]] = []
        for index, year, at, is_money, read in self.amounts:
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
            if is_money and (year := year or of_row) is None:
                self._fault(number, NO_YEAR, index)
            elif year is None:
                common[at] = value
            else:
                of_years.append((year, at, value))
        explained, common[EXPLANATION] = common[EXPLANATION], ""
        for year, at, value in of_years:
            given.setdefault(year, common[:])[at] = value
        lines = {year: told for year, own in given.items() if (told := _amounts(own))}
        if explained and lines:
            last = max(lines)
            lines[last] = lines[last]._replace(explanation=explained)
        return lines.items()

    def _year_of(self, row: Row) -> int | None:
        if self.year_at is None or self.year_at >= len(row):
            return self.year
        cell = row[self.year_at]
        if cell not in self.years:
            self.years[cell] = self._year(text_of(cell))
        return self.years[cell]

    def _year(self, text: str) -> int | None:
        if not text:
            return self.year
        if not (text.isascii() and text.isdigit() and int(text) in YEARS):
            raise Unreadable(f"»{text[:20]}« er ikke et år.")
        return int(text)

    def _holds_amounts(self, row: Row) -> bool:
        for index in self.money:
            if index < len(row) and row[index] is not None and row[index] != "":
                return True
        return False

    def _fault(self, number: int, message: str, index: int | None = None) -> None:
        column = "" if index is None else letters(index)
        self.found.faults.append(Fault(self.sheet, number, column, message))


def _amounts(given: list[Any]) -> Amounts | None:
    """Null without a tariff; base and service tariff make one where the file gives no other."""
    if not given[TARIFF]:
        given[TARIFF] = (given[BASIS] or 0) + (given[SERVICE_TARIFF] or 0)
    return Amounts(*given) if given[TARIFF] else None


def _reader(column: Column) -> Callable[[object], Any]:
    if column.field is Of.EXPLANATION:
        return lambda cell: line(text_of(cell), "forklaring", limit=EXPLANATION_LIMIT) or None
    return reader(column) if column.daily else _not_daily


def _not_daily(_cell: object) -> NoReturn:
    raise Unreadable("Taksten skal være pr. dag, ikke pr. måned, år eller time.")


def _tidied(cell: object, index: int) -> tuple[str, bool]:
    """A name in one line, and whether it is that of a total."""
    text = text_of(cell)
    if len(text) > LINE_LIMIT or not text.isprintable():
        raise Unreadable(f"Teksten i kolonne {letters(index)} kan ikke bruges.")
    return text, _is_total(text)


def _is_total(text: str) -> bool:
    lower = text.casefold()
    return bool(MAYBE_TOTAL.search(lower)) and bool(TOTAL.fullmatch(lower))


def party_in(text: str) -> Operator | None:
    try:
        operator = operator_named(text)
    except Unreadable:
        return None
    return operator if operator.code and not text.isdigit() else None


def _first(row: Row) -> str:
    return next((text for cell in row if (text := text_of(cell))), "")
