"""The tariff report as a spreadsheet that a controller can reckon on.

Inputs stand on a sheet of their own, cap and excess are live formulas over them; each formula's
cell also holds the exact result, for whoever reads without reckoning. Whatever operators wrote is
text and never a formula. The same report gives the same bytes.
"""

from datetime import datetime
from io import BytesIO

import xlsxwriter

from models.vocabulary import CapLevel
from reports.tariff_lists import (
    write_changes,
    write_deviations,
    write_groups,
    write_operators,
    write_quality,
)
from reports.tariff_means import write_means
from reports.tariff_reckoning import write_inputs, write_summary, write_tariffs
from reports.workbook import Book
from rules.refusal import Refusal, Why
from rules.tariff_report import Report

LARGEST = 1_048_500  # tariffs: a sheet ends at row 1,048,576, and what is below it is lost


def tariff_workbook(report: Report, as_of: datetime) -> bytes:
    """`as_of`: when what it says last changed; also the file's own date.

    Refusal (CONFLICT) for more tariffs than a sheet has rows.
    """
    if len(report.compared) > LARGEST:
        raise Refusal(
            "Der er flere takster, end et regneark kan rumme."
            " Hent rapporten for ét år ad gangen, eller som JSON.",
            why=Why.CONFLICT,
        )
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": "Takstafvigelser", "created": as_of.replace(tzinfo=None)})
    writer = Book(book)
    means = [] if report.cap.level is CapLevel.PROVISION else [write_means]
    for write in (
        *(write_summary, write_inputs, write_tariffs, *means, write_deviations, write_changes),
        *(write_groups, write_operators, write_quality),
    ):
        write(writer, report)
    book.close()
    return out.getvalue()
