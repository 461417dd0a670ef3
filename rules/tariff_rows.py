"""Rows of a tariff table: whose tariff each tells, what it leaves to the row above, and totals."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count, islice, repeat
from typing import Any

from rules.tariff_cells import Unreadable
from rules.tariff_figures import Figures, Told
from rules.tariff_head import Row, letters
from rules.tariff_headers import SYNONYMS, Column, Of
from rules.tariff_headings import in_doubt, is_note, is_only_part, operator_over
from rules.tariff_lines import Fault, Found, Operator, operator_named, service_of
from rules.tariff_row_names import Names, first_text, is_caption
from rules.tariff_totals import is_name, is_total

HEADS = frozenset(SYNONYMS[Of.PROVISION].split())
HEADER_AGAIN = (
    "Her står kolonnernes navne igen, men andre end øverst. Sæt tabellen herunder i et ark for sig."
)
AT_ONCE = 500  # rows whose amounts are read together
DOUBT = (
    "Driftsherren mangler: overskriften »{heading}« (række {row}) er måske en anden driftsherre."
    " Skriv driftsherren i hver række, eller forklar overskriften blandt kolonnerne."
)


class Table:
    """Reads row by row; what is left empty below a merged cell is what stood above it."""

    def __init__(
        self,
        sheet: str,
        columns: Mapping[int, Column],
        year: int | None,
        operator: Operator | None,
        header: Sequence[Row],
        said: Mapping[str, str],
        found: Found,
    ) -> None:
        """`year` and `operator` hold where a row names none; `header` may stand on every page;
        `said` is what a person said headings are."""
        self.sheet, self.found = sheet, found
        self.names = Names(columns)
        self.fault = partial(_fault, sheet, found.faults)  # no method: a cycle keeps all rows
        self.leave = partial(_fault, sheet, found.left_out)
        self.figures = Figures(columns, year, self.fault, self.leave)
        self.operator = operator
        self.alone = operator is not None  # the title names it, and no row another
        self.doubt: tuple[str, int] | None = None  # a heading above that may be another operator
        self.said = said
        self.header = [row for row in header if sum(map(bool, row)) > 1]
        self.above_names: set[str] = set()  # of operators and provisions
        self.operators: dict[str, Operator] = {}
        self.keys: set[str] = set()  # of the operators that were named
        self.seen: dict[object, tuple[int, Operator, tuple[str, str]]] = {}  # by a row's names
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
            names = self.names.raw(row)
            known = self.seen.get(names)
            if not (holds := told or self.figures.told(row)) or known is None:
                if row in self.header or (not self.above_names and is_caption(row)):
                    return
                texts, total = self.names.texts(row)
                total = total and not is_name(texts, self.above_names)
                labels = [*filter(None, texts)]
                if not labels:
                    if not (first := first_text(row)):
                        return
                    labels, total = [first], is_total(first)
                if total or not holds:
                    self._pass_over(number, texts, labels, total)
                    return
            self.found.rows += 1
            if known is None:
                of = self._service(names, texts)
            else:
                of, self.operator, self.above = known
                self.doubt = None
            self._add(number, of, (told,) if told else self._lines(number, of, row))
        except Unreadable as no:
            self.fault(number, no.args[0])

    def _pass_over(
        self, number: int, texts: Sequence[str], labels: Sequence[str], total: bool
    ) -> None:
        """Totals, notes, and headings of the rows below."""
        if not total and self._heed(number, texts, labels):
            return
        why = "sum eller gennemsnit" if total else "ingen takst"
        label = next(filter(is_total, labels), labels[0]) if total else labels[0]
        self.leave(number, f"»{label[:60]}«: {why}")

    def _heed(self, number: int, texts: Sequence[str], labels: Sequence[str]) -> bool:
        """What a row without a tariff says of rows below that leave a name empty; whether it only
        names their operator."""
        operator, provision, _, paragraph, _ = texts
        heading = labels[0] if len(labels) == 1 else ""
        by_column = bool(provision) and not operator and self.names.tell_operators
        if heading and is_note(heading):
            return False
        if whose := heading or operator:
            try:
                named = operator_over(whose, self.said, self.keys)
            except Unreadable:
                self.found.ask(whose, self.sheet, f"række {number}")  # to be explained again
                raise
            if named:
                self._turn_to(named)
                if heading:
                    return True
            elif in_doubt(whose, self.said, self.above_names, alone=self.alone or by_column):
                self.doubt = whose, number
        if provision:
            self.above = ("", "") if heading and is_only_part(heading) else (provision, paragraph)
        return False

    def _lines(self, number: int, of: int, row: Row) -> Sequence[Told]:
        """A row of nothing is told to be that, if nothing else is said of it."""
        said = len(self.found.faults) + len(self.found.left_out)
        lines = list(self.figures.of_row(number, row))
        if not lines and said == len(self.found.faults) + len(self.found.left_out):
            self.leave(number, f"»{self.found.services[of].provision[:60]}«: ingen takst")
        return lines

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
        if provision.casefold().replace(" ", "") in HEADS:
            raise Unreadable(HEADER_AGAIN)
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
            self._turn_to(self.operators[text])
        elif self.doubt:
            heading, row = self.doubt
            self.found.ask(heading, self.sheet, f"række {row}")
            raise Unreadable(DOUBT.format(heading=heading, row=row))
        if self.operator is None:
            raise Unreadable("Driftsherren mangler. Skriv den i en kolonne eller over tabellen.")
        return self.operator

    def _turn_to(self, operator: Operator) -> None:
        self.doubt = None
        if self.operator != operator:
            self.operator, self.above, self.alone = operator, ("", ""), False
            self.keys.add(operator.key)


def _fault(
    sheet: str, faults: list[Fault], number: int, message: str, index: int | None = None
) -> None:
    faults.append(Fault(sheet, number, "" if index is None else letters(index), message))
