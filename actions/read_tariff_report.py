"""Every tariff that holds, held against the cap in force."""

from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, select

from actions.collector import without_collector
from actions.set_cap_rule import cap_in_force
from models.tariff import TariffLine, TariffOperator, TariffService
from models.vocabulary import OperatorKind
from rules.refusal import Refusal
from rules.tariff_cap import Cap
from rules.tariff_check import Line, Report, check

NO_CAP = "Der er ikke sat noget loft over taksterne. Sæt det først."
OPERATORS = select(TariffOperator.id, TariffOperator.name, TariffOperator.kind)
SERVICES = select(  # type: ignore[call-overload]
    TariffService.id,
    TariffService.operator_id,
    TariffService.provision,
    TariffService.paragraph,
    TariffService.service,
)
LINES = select(  # type: ignore[call-overload]
    TariffLine.service_id,
    TariffLine.year,
    TariffLine.tariff_ore,
    TariffLine.places_hundredths,
    TariffLine.overhead_ppm,
    TariffLine.explanation,
).where(col(TariffLine.superseded_by).is_(None))
Place = tuple[str, OperatorKind, str, str, str]


def read_tariff_report(session: Session, year: int | None) -> Report | None:
    """For one year of the cap, or for all that can be tested; null until a cap was set."""
    cap = cap_in_force(session)
    if cap is None:
        return None
    years = _years(cap, year)
    with without_collector():
        return check(cap, _lines(session, [cap.base_year, *years]), years)


def _lines(session: Session, years: Sequence[int]) -> Iterator[Line]:
    """Names are loaded once for each service and not for each of its lines."""
    places = _places(session)
    query = LINES.where(col(TariffLine.year).in_(years))
    for service, *amounts in session.connection().execute(query):
        yield Line(*places[service], *amounts)


def _places(session: Session) -> dict[int, Place]:
    connection = session.connection()
    operators = {number: (name, kind) for number, name, kind in connection.execute(OPERATORS)}
    return {
        number: (*operators[operator], *names)
        for number, operator, *names in connection.execute(SERVICES)
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
