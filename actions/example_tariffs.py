"""A made-up tariff season for a new installation, so that the follow-up can be tried."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from sqlmodel import Session, select

from actions.import_tariffs import Imported
from actions.set_cap_rule import cap_in_force, set_cap_rule
from actions.upload_tariff_file import GivenTariffs, take_in
from models.settings import Settings
from models.tariff import TariffFile
from rules.example_season import YEARS, Tariff, season
from rules.refusal import Refusal, Why
from rules.tariff_cap_changes import GivenCap, GivenRate

FILENAME = "opdigtede-takster.csv"
RATES = {2020: "2.1", 2021: "1.6", 2022: "1.9"}
CAP = GivenCap(
    base_year=YEARS[0],
    end_year=YEARS[-1],
    rates=[GivenRate(year, pct) for year, pct in RATES.items()],
    source="Opdigtet eksempel",
)
HEADERS = (
    *("Driftsherre", "Tilbud", "Paragraf", "År", "Takst pr. dag", "Antal pladser"),
    *("Overhead i pct.", "Forklaring"),
)


def may_lay_out(session: Session, settings: Settings) -> bool:
    """Only where no mail leaves and there is nothing of tariffs yet: figures that were taken in are
    kept, so invented ones must not get among real ones."""
    files = session.exec(select(TariffFile.id).limit(1)).first()
    return not settings.smtp_url and files is None and cap_in_force(session) is None


def lay_out_tariffs(session: Session, settings: Settings, now: datetime, by: str) -> Imported:
    """A cap and a file of every operator. Refusal (CONFLICT) where it does not belong."""
    if not may_lay_out(session, settings):
        raise Refusal(
            "Opdigtede takster kan kun lægges ind i en prøve uden mailserver,"
            " hvor der hverken er et loft eller en takstfil.",
            why=Why.CONFLICT,
        )
    set_cap_rule(session, CAP, now, by)
    return take_in(session, GivenTariffs(FILENAME, _written()), now, by)


def _written() -> bytes:
    """As a Danish Excel saves it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Opdigtede takster, kr. pr. dag"])
    writer.writerow([])
    writer.writerow(HEADERS)
    writer.writerows(map(_row, chain.from_iterable(season().values())))
    return out.getvalue().encode("cp1252")


def _row(tariff: Tariff) -> Iterator[str]:
    yield from (tariff.operator, tariff.provision, tariff.paragraph, str(tariff.year))
    yield f"{tariff.ore // 100},{tariff.ore % 100:02}"
    yield from (str(number).replace(".", ",") for number in (tariff.places, tariff.overhead))
    yield tariff.reason
