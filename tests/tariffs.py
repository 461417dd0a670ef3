"""Reports of a few tariffs, as rules and reports are tested on them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from models.vocabulary import OperatorKind
from rules.tariff_cap import Cap
from rules.tariff_check import check
from rules.tariff_columns import Columns, Operator, arranged
from rules.tariff_mergers import Merger
from rules.tariff_report import Report


class Line(NamedTuple):
    """One service's tariff for one year; `code` null: private."""

    operator: str
    provision: str
    year: int
    tariff_ore: int
    paragraph: str = "§ 107"
    service: str = ""
    kind: OperatorKind = OperatorKind.MUNICIPALITY
    code: str | None = None
    basis_ore: int | None = None
    places_hundredths: int | None = None
    occupancy_ppm: int | None = None
    overhead_ppm: int | None = None
    explanation: str = ""


KKR = {"320": "KKR Sjælland", "253": "KKR Sjælland", "101": "KKR Hovedstaden"}


Wed = tuple[int, Sequence[str], str]  # year, predecessors and successor by provision


def columns(lines: Iterable[Line], wed: Iterable[Wed] = ()) -> Columns:
    """A service has the same number in whatever order the lines come."""
    lines = list(lines)
    operators: dict[tuple[str, OperatorKind, str | None], int] = {}
    services: dict[tuple[int, str, str, str], int] = {}
    for line in sorted(lines, key=lambda line: line[:6]):
        operator = operators.setdefault((line.operator, line.kind, line.code), len(operators))
        place = operator, line.provision, line.paragraph, line.service
        services.setdefault(place, len(services))
    rows = []
    for line in lines:
        operator = operators[line.operator, line.kind, line.code]
        number = services[operator, line.provision, line.paragraph, line.service]
        rows.append((number, line.year, line.tariff_ore, *line[8:]))
    by_name = {place[1]: number for place, number in services.items()}
    return arranged(
        [Operator(number, *one) for one, number in operators.items()],
        [(number, *place) for place, number in services.items()],
        rows,
        [
            Merger(number, year, tuple(by_name[one] for one in before), by_name[after], "Referat")
            for number, (year, before, after) in enumerate(wed, 1)
        ],
    )


def report(
    cap: Cap, lines: Iterable[Line], years: Sequence[int], wed: Iterable[Wed] = ()
) -> Report:
    return check(cap, columns(lines, wed), years, KKR)
