"""Every tariff that holds, held against the cap in force, with what operators have said of it."""

from datetime import date

from sqlmodel import Session

from actions.read_said import read_reported, read_said
from actions.set_cap_rule import cap_in_force
from models.reference import kkr_names, parties_of
from rules.refusal import Refusal
from rules.tariff_cap import Cap
from rules.tariff_report import Report
from rules.tariff_said import with_said

NO_CAP = "Der er ikke sat noget loft over taksterne. Sæt det først."


def read_tariff_report(session: Session, year: int | None) -> Report | None:
    """For one year of the cap, or for all that can be tested; null until a cap was set."""
    # polars: 60 MB and 0.2 s, for whoever judges tariffs and nobody else
    from actions.tariff_columns import tariff_columns
    from rules.tariff_check import check
    from rules.tariff_compared import years_needed

    cap = cap_in_force(session)
    if cap is None:
        return None
    years = _years(cap, year)
    columns = tariff_columns(session, years_needed(cap, years))
    report = check(cap, columns, years, kkr_by_party(years[-1]))
    return with_said(report, read_said(session), read_reported(session))


def kkr_by_party(year: int) -> dict[str, str]:
    """Its name, as the year begins."""
    day = date(year, 1, 1)
    return {
        party.code: name for slug, name in kkr_names().items() for party in parties_of(slug, day)
    }


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
