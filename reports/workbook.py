"""Sheets of a spreadsheet: their formats, and rows that are written by what their cells are."""

from collections.abc import Mapping, Sequence
from typing import Any

Cells = Sequence[object]


class Book:
    """Over a workbook of `xlsxwriter`."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.kroner = book.add_format({"num_format": "#,##0.00"})
        self.share = book.add_format({"num_format": "0.00%"})
        self.input = book.add_format({"bg_color": "#FFF2CC"})

    def sheet(self, name: str, columns: Mapping[str, int], at: int = 0) -> Any:
        """`columns`: header and width; the header stands in row `at`, counted from 0."""
        page = self.book.add_worksheet(name)
        for column, width in enumerate(columns.values()):
            page.set_column(column, column, width)
        self.row(page, at, list(columns), form=self.bold)
        page.freeze_panes(at + 1, 0)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        return page

    def row(self, page: Any, row: int, cells: Cells, start: int = 0, form: Any = None) -> None:
        """From column `start`; what is null is left empty."""
        for column, cell in enumerate(cells, start):
            if isinstance(cell, str):
                page.write_string(row, column, cell, form)
            elif cell is not None:
                page.write_number(row, column, cell, form)

    def money(self, page: Any, row: int, amounts: Sequence[int | None], start: int) -> None:
        """In øre, shown in kroner."""
        self.row(page, row, [o if o is None else o / 100 for o in amounts], start, self.kroner)

    def shares(self, page: Any, row: int, pcts: Sequence[str | None], start: int) -> None:
        """Percentages as decimal text."""
        told = [pct if pct is None else float(pct) / 100 for pct in pcts]
        self.row(page, row, told, start, self.share)
