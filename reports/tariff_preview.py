"""What is shown of a tariff file before it is accepted: what was read, left out and wrong."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from rules.tariff_alike import alike
from rules.tariff_headers import Column
from rules.tariff_lines import Amounts, Fault, Found, Service

SHOWN = 100
SAMPLE = 12


def preview(found: Found) -> dict[str, Any]:
    """`faults`, `left_out` and `alike` are the first hundred; numbers count all."""
    operators = sorted({service.operator.name for service in found.services})
    return {
        "rows": found.rows,
        "tariffs": len(found.lines),
        "repeated": found.repeated,
        "operators": operators[:SHOWN],
        "operator_count": len(operators),
        "years": sorted({year for _, year in found.lines}),
        "fault_count": len(found.faults),
        "faults": _words(found.faults),
        "left_out_count": len(found.left_out),
        "left_out": _words(found.left_out),
        "alike": alike(found.services)[:SHOWN],
        "columns": [
            {**_column(*column), "asked": column[0] in found.asked} for column in found.columns
        ],
        "sample": [
            _line(found.services[of], year, amounts)
            for (of, year), amounts in islice(found.lines.items(), SAMPLE)
        ],
    }


def _words(faults: Sequence[Fault]) -> list[str]:
    return [str(fault) for fault in faults[:SHOWN]]


def _column(header: str, letters: str, column: Column | None) -> dict[str, Any]:
    return {
        "header": header,
        "column": letters,
        "field": column.field if column else None,
        "year": column.year if column else None,
    }


def _line(service: Service, year: int, amounts: Amounts) -> dict[str, Any]:
    return {
        "operator": service.operator.name,
        "provision": service.provision,
        "paragraph": service.paragraph,
        "service": service.service,
        "year": year,
        "tariff_ore": amounts.tariff_ore,
    }
