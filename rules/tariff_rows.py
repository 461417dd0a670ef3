"""Rows of a tariff table: whose tariff each tells, what it leaves to the row above, and totals."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count, islice, repeat
from operator import itemgetter
from typing import Any

from rules.tariff_cells import Unreadable
from rules.tariff_figures import Figures, Told
from rules.tariff_head import Row, letters, text_of
from rules.tariff_headers import NAMES, Column
from rules.tariff_lines import Fault, Found, Operator, operator_named, service_of
from rules.tariff_totals import is_name, is_total
from rules.text import LINE_LIMIT

AT_ONCE = 500  # rows whose amounts are read together
ERROR = re.compile(r"=.*|#[A-ZÆØÅ0-9/]+[!?]?")  # a formula, or what came of one


class Table:
    """Reads row by row; what is left empty below a merged cell is what stood above it."""

    def __init__(
        self,
        sheet: str,
        columns: Mapping[int, Column],
        year: int | None,
        operator: Operator | None,
        header: Sequence[Row],
        found: Found,
    ) -> None:
        """`year` and `operator` hold where a row names none; `header` may stand on every page."""
        self.sheet, self.found = sheet, found
        at = {column.field: index for index, column in columns.items()}
        self.names = [(place, at[name]) for place, name in enumerate(NAMES) if name in at]
        self.named = itemgetter(*(index for _, index in self.names))
        self.fault = partial(_fault, sheet, found.faults)  # no method: a cycle keeps all rows
        self.figures = Figures(columns, year, self.fault)
        self.operator = operator
        self.header = [row for row in header if sum(map(bool, row)) > 1]
        self.above_names: set[str] = set()  # of operators and provisions
        self.operators: dict[str, Operator] = {}
        self.seen: dict[object, tuple[int, Operator, tuple[str, str]]] = {}  # by a row's names
        self.tidied: dict[str, tuple[str, bool]] = {}
        self.above = ("", "")  # provision and paragraph

    def read_all(self, first: int, rows: Iterator[Row]) -> None:
        """`first`: the number of the first of them."""
        numbers = count(first)
        while some := list(islice(rows, AT_ONCE)):
            told = self.figures.of_all(some) or repeat(None)
            for row, of_row in zip(some, told, strict=False):
                self.read(next(numbers), row, of_row)

    def read(self, number: int, row: Row, told: Told | None) -> None:
        """Most rows are the next year of a service that stands above. `told`: the amounts, where
        they were read already."""
        try:
            names = self._names(row)
            known = self.seen.get(names)
            if not (holds := told or self.figures.told(row)) or known is None:
                if row in self.header:
                    return
                texts, total = self._texts(row)
                total = total and not is_name(texts, self.above_names)
                labels = [*filter(None, texts)]
                if not labels:
                    if not (first := _first(row)):
                        return
                    labels, total = [first], is_total(first)
                if total or not holds:
                    self._pass_over(number, labels, total)
                    return
            self.found.rows += 1
            if known is None:
                of = self._service(names, texts)
            else:
                of, self.operator, self.above = known
            self._add(number, of, (told,) if told else self.figures.of_row(number, row))
        except Unreadable as no:
            self.fault(number, no.args[0])

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
            texts[place], of_total = known
            total = total or of_total
        return texts, total

    def _pass_over(self, number: int, labels: list[str], total: bool) -> None:
        """Totals, notes, and headings that name the operator of the rows below."""
        if not total and len(labels) == 1 and (operator := party_in(labels[0])):
            self.operator, self.above = operator, ("", "")
            return
        why = "sum eller gennemsnit" if total else "ingen takst"
        label = next(filter(is_total, labels), labels[0]) if total else labels[0]
        self.found.left_out.append(Fault(self.sheet, number, "", f"»{label[:60]}«: {why}"))

    def _add(self, number: int, of: int, told: Iterable[Told]) -> None:
        found = self.found
        for year, amounts in told:
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
        self.above_names |= {provision.casefold(), of.key}
        part = ", ".join(filter(None, (department, service)))
        number = self.found.number(service_of(of, provision, paragraph, part))
        if complete and names and {*map(type, names)} == {str}:
            self.seen[names] = number, of, self.above
        return number

    def _operator(self, text: str) -> Operator:
        if text:
            if text not in self.operators:
                self.operators[text] = operator_named(text)
            operator = self.operators[text]
            if self.operator != operator:
                self.operator, self.above = operator, ("", "")
        if self.operator is None:
            raise Unreadable("Driftsherren mangler. Skriv den i en kolonne eller over tabellen.")
        return self.operator


def _fault(
    sheet: str, faults: list[Fault], number: int, message: str, index: int | None = None
) -> None:
    faults.append(Fault(sheet, number, "" if index is None else letters(index), message))


def _tidied(cell: object, index: int) -> tuple[str, bool]:
    """A name in one line, and whether it is that of a total."""
    text = text_of(cell)
    if len(text) > LINE_LIMIT or not text.isprintable():
        raise Unreadable(f"Teksten i kolonne {letters(index)} kan ikke bruges.")
    if ERROR.fullmatch(text):
        raise Unreadable(f"»{text[:40]}« i kolonne {letters(index)} er en formel uden resultat.")
    return text, is_total(text)


def party_in(text: str) -> Operator | None:
    try:
        operator = operator_named(text)
    except Unreadable:
        return None
    return operator if operator.code and not text.isdigit() else None


def _first(row: Row) -> str:
    return next((text for cell in row if (text := text_of(cell))), "")
