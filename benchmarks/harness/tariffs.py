"""The tariffs of a country: a tariff per service and year, with gaps, most of them near the cap."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from sqlmodel import Session

from actions.attach_document import store_file
from actions.set_cap_rule import set_cap_rule
from models.database import add_many
from models.reference import parties
from models.tariff import TariffFile, TariffLine, TariffOperator, TariffService
from models.vocabulary import OperatorKind, PartyKind
from rules.tariff_cap_changes import GivenCap, GivenRate

YEARS = (2019, 2020, 2021, 2022)
RATES = {2020: "2.1", 2021: "1.6", 2022: "1.9"}
PRIVATE = 900  # operators beside the municipalities
PARAGRAPHS = ("§ 107", "§ 108", "§ 104", "§ 103", "§ 85")
MISSING = 0.04  # of a service's years
BY = "benchmark"


def lay_out(session: Session, services: int, now: datetime) -> None:
    random = Random(2022)
    given = [GivenRate(year, pct) for year, pct in RATES.items()]
    set_cap_rule(session, GivenCap(2019, 2022, given, "invented"), now, BY)
    public = [p for p in parties().values() if p.kind is PartyKind.MUNICIPALITY]
    operators = [
        *((p.name, OperatorKind.MUNICIPALITY.value, p.code, p.name.casefold()) for p in public),
        *((f"Fonden {n}", OperatorKind.PRIVATE.value, None, f"fonden {n}") for n in range(PRIVATE)),
    ]
    add_many(session, TariffOperator, ("name", "kind", "code", "key"), operators)
    columns = ("operator_id", "provision", "paragraph", "service", "key")
    add_many(
        session,
        TariffService,
        columns,
        (
            (n % len(operators) + 1, f"Tilbud {n}", random.choice(PARAGRAPHS), "", str(n))
            for n in range(services)
        ),
    )
    amounts = ("tariff_ore", "basis_ore", "places_hundredths", "occupancy_ppm", "overhead_ppm")
    lines = ("service_id", "year", "file_id", *amounts, "explanation")
    add_many(session, TariffLine, lines, _lines(services, _file(session, now), random))


def _lines(services: int, file: int | None, random: Random) -> Iterator[tuple[object, ...]]:
    for number in range(1, services + 1):
        ore, places = random.randrange(100_000, 600_000), random.choice((None, 1_000, 1_250))
        for year in YEARS:
            basis = random.choice((None, ore * 9 // 10))
            shares = (
                random.choice((None, 950_000, 1_010_000)),
                random.choice((None, 61_000, 55_000)),
            )
            if random.random() >= MISSING:
                yield number, year, file, ore, basis, places, *shares, ""
            ore += ore * random.randrange(8, 24) // 1_000


def _file(session: Session, now: datetime) -> int | None:
    """That they are said to have come in."""
    file = TariffFile(
        sha256=store_file(session, b"invented", "text/csv").sha256,
        filename="invented.csv",
        mapping={},
        preview={},
        uploaded_at=now,
        uploaded_by=BY,
        accepted_at=now,
        accepted_by=BY,
    )
    session.add(file)
    session.flush()
    return file.id
