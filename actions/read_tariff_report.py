"""Every tariff that holds, held against the cap in force."""

from sqlmodel import Session, col, select

from actions.set_cap_rule import cap_in_force
from models.tariff import TariffLine, TariffOperator, TariffService
from rules.refusal import Refusal
from rules.tariff_cap import Cap
from rules.tariff_check import Line, Report, check

NO_CAP = "Der er ikke sat noget loft over taksterne. Sæt det først."
LINES = (
    select(  # type: ignore[call-overload]
        TariffOperator.name,
        TariffOperator.kind,
        TariffService.provision,
        TariffService.paragraph,
        TariffService.service,
        TariffLine.year,
        TariffLine.tariff_ore,
        TariffLine.places_hundredths,
        TariffLine.overhead_ppm,
        TariffLine.explanation,
    )
    .select_from(TariffLine)
    .join(TariffService)
    .join(TariffOperator)
    .where(col(TariffLine.superseded_by).is_(None))
)


def read_tariff_report(session: Session, year: int | None) -> Report | None:
    """For one year of the cap, or for all that can be tested; null until a cap was set."""
    cap = cap_in_force(session)
    if cap is None:
        return None
    years = _years(cap, year)
    wanted = col(TariffLine.year).in_([cap.base_year, *years])
    return check(cap, (Line(*row) for row in session.execute(LINES.where(wanted))), years)


def _years(cap: Cap, year: int | None) -> list[int]:
    if year is None:
        return cap.years
    if year in cap.years:
        return [year]
    if cap.base_year < year <= cap.end_year:
        raise Refusal(f"Loftet har ingen P/L-sats for {year}. Tilføj den først.", field="year")
    raise Refusal(
        f"Loftet gælder {cap.base_year + 1} til {cap.end_year}, ikke {year}.", field="year"
    )
