"""Rows of a tariff table: what each says, what it leaves to the row above, and what is wrong."""

import re
from collections.abc import Callable, Mapping

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
AMOUNTS = {  # in the order of Amounts
    Of.TARIFF: "tariff_ore",
    Of.BASIS: "basis_ore",
    Of.SERVICE_TARIFF: "service_ore",
    Of.SUPPLEMENTARY: "supplementary_ore",
    Of.PLACES: "places_hundredths",
    Of.OCCUPANCY: "occupancy_ppm",
    Of.OVERHEAD: "overhead_ppm",
    Of.ADJUSTMENT: "adjustment_ore",
    Of.EXPLANATION: "explanation",
}


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
        self.names = {column.field: index for index, column in columns.items()}
        daily = {c.field for c in columns.values() if c.field in MONEY and c.daily}
        self.amounts: list[tuple[int, Column, Callable[[object], int | None]]] = [
            (index, column, reader(column))
            for index, column in columns.items()
            if column.field in YEARLY and (column.daily or column.field not in daily)
        ]
        self.operator = operator
        self.operators: dict[str, Operator] = {}
        self.above: dict[Of, str] = {}

    def read(self, number: int, row: Row) -> None:
        try:
            texts = {name: self._name(row, name) for name in NAMES}
            labels = [text for text in texts.values() if text] or [_first(row)]
            if not labels[0]:
                return
            total = any(TOTAL.fullmatch(text.casefold()) for text in labels)
            if total or not self._holds_amounts(row):
                self._pass_over(number, labels, total)
                return
            self.found.rows += 1
            self._add(number, row, texts)
        except Unreadable as no:
            self._fault(number, no.args[0])

    def _pass_over(self, number: int, labels: list[str], total: bool) -> None:
        """Totals, notes, and headings that name the operator of the rows below."""
        if not total and len(labels) == 1 and (operator := party_in(labels[0])):
            self.operator = operator
            return
        why = "sum eller gennemsnit" if total else "ingen takst"
        self.found.left_out.append(Fault(self.sheet, number, "", f"»{labels[0][:60]}«: {why}"))

    def _add(self, number: int, row: Row, texts: dict[Of, str]) -> None:
        operator = self._operator(texts[Of.OPERATOR])
        provision, paragraph = texts[Of.PROVISION], texts[Of.PARAGRAPH]
        if not provision and (texts[Of.SERVICE] or texts[Of.DEPARTMENT]):
            provision = self.above.get(Of.PROVISION, "")
            paragraph = paragraph or self.above.get(Of.PARAGRAPH, "")
        if not provision:
            raise Unreadable("Tilbuddets navn mangler.")
        self.above = {Of.PROVISION: provision, Of.PARAGRAPH: paragraph}
        part = ", ".join(filter(None, (texts[Of.DEPARTMENT], texts[Of.SERVICE])))
        service = service_of(operator, provision, paragraph, part)
        of = self.found.number(service)
        for year, amounts in self._by_year(number, row).items():
            key = (of, year)
            if (known := self.found.lines.setdefault(key, amounts)) is amounts:
                self.found.rows_of[key] = number
            elif known == amounts:
                self.found.repeated += 1
            else:
                first = self.found.rows_of[key]
                raise Unreadable(
                    f"{provision} har to forskellige takster for {year} (se række {first})."
                )

    def _operator(self, text: str) -> Operator:
        if text:
            if text not in self.operators:
                self.operators[text] = operator_named(text)
            self.operator = self.operators[text]
        if self.operator is None:
            raise Unreadable("Driftsherren mangler.")
        return self.operator

    def _by_year(self, number: int, row: Row) -> dict[int, Amounts]:
        """Amounts under a year's header are that year's; the others are the row's year's, or, as
        places and shares may be, those of all its years."""
        of_row = self._year_of(row)
        given: dict[int | None, dict[str, object]] = {}
        for index, column, read in self.amounts:
            cell = row[index] if index < len(row) else None
            if cell is None or cell == "":
                continue
            try:
                if column.field is Of.EXPLANATION:
                    value: object = line(text_of(cell).replace("\n", " "), "forklaring", limit=2000)
                elif not column.daily:
                    raise Unreadable("Taksten skal være pr. dag, ikke pr. måned, år eller time.")
                else:
                    value = read(cell)
            except (Unreadable, Refusal) as no:
                self._fault(number, no.args[0], index)
                continue
            year = column.year
            if year is None and column.field in MONEY:
                if of_row is None:
                    self._fault(number, "Vi kan ikke se, hvilket år taksten gælder.", index)
                    continue
                year = of_row
            if value is not None:
                given.setdefault(year, {})[AMOUNTS[column.field]] = value
        common = given.pop(None, {})
        explained = common.pop("explanation", "")
        lines = {
            year: amounts
            for year, own in given.items()
            if year and (amounts := _amounts({**common, **own})) is not None
        }
        if explained and lines:
            last = max(lines)
            lines[last] = lines[last]._replace(explanation=str(explained))
        return lines

    def _year_of(self, row: Row) -> int | None:
        text = self._name(row, Of.YEAR)
        if not text:
            return self.year
        if not (text.isascii() and text.isdigit() and int(text) in YEARS):
            raise Unreadable(f"»{text[:20]}« er ikke et år.")
        return int(text)

    def _name(self, row: Row, name: Of) -> str:
        index = self.names.get(name)
        text = text_of(row[index]) if index is not None and index < len(row) else ""
        if len(text) > LINE_LIMIT or not text.isprintable():
            raise Unreadable(f"Teksten i kolonne {letters(index or 0)} kan ikke bruges.")
        return text

    def _holds_amounts(self, row: Row) -> bool:
        return any(
            column.field in MONEY and index < len(row) and row[index] not in {None, ""}
            for index, column, _ in self.amounts
        )

    def _fault(self, number: int, message: str, index: int | None = None) -> None:
        column = "" if index is None else letters(index)
        self.found.faults.append(Fault(self.sheet, number, column, message))


def _amounts(given: Mapping[str, object]) -> Amounts | None:
    """Null without a tariff; base and service tariff make one where the file gives no other."""
    tariff = given.get("tariff_ore")
    if not tariff:
        parts = [given.get("basis_ore"), given.get("service_ore")]
        tariff = sum(part for part in parts if isinstance(part, int))
    return Amounts(**{**given, "tariff_ore": tariff}) if tariff else None  # type: ignore[arg-type]


def party_in(text: str) -> Operator | None:
    try:
        operator = operator_named(text)
    except Unreadable:
        return None
    return operator if operator.code and not text.isdigit() else None


def _first(row: Row) -> str:
    return next((text for cell in row if (text := text_of(cell))), "")
