"""A tariff file's sheets as tariffs, with what was wrong in each row."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from sqlmodel import Session, select

from actions.collector import without_collector
from actions.sheet_file import FIELD, Row, Sheet
from models.tariff import TariffHeader
from rules.refusal import Refusal
from rules.tariff_cap_changes import YEARS
from rules.tariff_headers import IGNORED, YEARLY, Of, bare
from rules.tariff_lines import Found
from rules.tariff_table import NO_HEADER, read_sheet

Progress = Callable[[int], None]
STEP = 20_000
YEARS_TOLD = frozenset(map(str, YEARS))
FIELDS = frozenset(Of) | {IGNORED}
NO_TARIFF = "Filen indeholder ingen takster."


def read_tariffs(
    session: Session,
    sheets: Iterable[Sheet],
    year: int | None,
    mapping: Mapping[str, str],
    progress: Progress | None = None,
) -> Found:
    """Every sheet with a header we know. Refusal when there is none, or no tariff below it.

    mapping   header to field for this file; goes before what earlier files taught
    progress  told how many rows of a sheet are read, every 20,000
    """
    remembered = {row.header: row.field for row in session.exec(select(TariffHeader))}
    remembered |= mapping
    found, known = Found(), False
    with without_collector():
        for sheet in sheets:
            rows = _counted(sheet.rows, progress) if progress else sheet.rows
            known = read_sheet(sheet.name, rows, year, remembered, found) or known
    if found.header:
        found.faults.append(found.header)
    elif not known:
        raise Refusal(NO_HEADER, field=FIELD)
    if not found.lines and not found.faults:
        raise Refusal(NO_TARIFF, field=FIELD)
    return found


def _counted(rows: Iterator[Row], progress: Progress) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        if number % STEP == 0:
            progress(number)
        yield row


def mapped(pairs: Iterable[str]) -> dict[str, str]:
    """`Pris i kroner=tariff:2022` for each column a person explains; `Navn=` passes it over."""
    found = {}
    for pair in pairs:
        header, equals, field = pair.rpartition("=")
        name, colon, year = field.partition(":")
        known = name in FIELDS and (not colon or (name in YEARLY and year in YEARS_TOLD))
        if not (header and equals and known):
            names = ", ".join(Of)
            raise Refusal(
                f"»{pair[:80]}« skal være kolonnens navn, = og et felt ({names}).", field="mapping"
            )
        found[bare(header)] = field
    return found
