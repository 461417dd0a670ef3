"""A made-up tariff season: 30 operators, 900 provisions, 2019-2022, the same each time.

Every figure is invented from a seed. It is what the sandbox, the tests and the pictures show.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from models.reference import parties

YEARS = (2019, 2020, 2021, 2022)
INDEX = {2020: 1.021, 2021: 1.016, 2022: 1.019}  # what the invented operators thought of; no source
MUNICIPALITIES = (
    *("253", "259", "265", "269", "306", "316", "320", "326", "329", "330", "336", "340", "350"),
    *("360", "370", "376", "390"),
)
REGION = "1085"
PRIVATE = (
    *("Fonden Solsikken", "Ringbo", "Behandlingshjemmet Lysningen", "Fonden Mariehjem"),
    *("Opholdsstedet Havblik", "Stiftelsen Bakken", "Krogsbøllegaard", "Den selvejende Egely"),
    *("Bostedet Åhuset", "Fonden Ærtebjerg", "Ungehuset Nord", "Kollegiet Øster"),
)
FIRST = (
    *("Birke", "Ege", "Bøge", "Linde", "Ask", "Elme", "Hassel", "Pile", "Røn", "Tjørne", "Fyr"),
    *("Gran", "Lærke", "Sol", "Strand"),
)
LAST = (
    *("gården", "huset", "hjemmet", "bo", "lunden", "parken", "vænget", "kollegiet", "haven"),
    "toften",
)
PARAGRAPHS = ("§ 107", "§ 108", "§ 104", "§ 103", "SEL § 85", "Barnets lov § 43")
REASONS = (
    "Målgruppen er ændret, og der er flere borgere med behov for nattevagt",
    "Færre pladser end i 2019, så de faste udgifter deles af færre",
    "Efterregulering af underskud fra tidligere år",
)


@dataclass(frozen=True, slots=True)
class Tariff:
    """What is true of one provision and year, however it is written."""

    operator: str
    provision: str
    paragraph: str
    year: int
    ore: int
    places: float
    overhead: float
    reason: str = ""


def season(operators: int = 30, each: int = 30, seed: int = 2022) -> dict[str, list[Tariff]]:
    """By operator; some provisions are new, some closed, and about one in twelve rose too much."""
    random = Random(seed)  # noqa: S311 - for examples
    names = [*(parties()[code].name for code in (*MUNICIPALITIES, REGION)), *PRIVATE][:operators]
    return {name: list(_provisions(name, each, random)) for name in names}


def _provisions(operator: str, each: int, random: Random) -> Iterator[Tariff]:
    overhead = round(random.uniform(4.5, 7.5), 1)
    names = [f"{first}{last}" for first in FIRST for last in LAST]
    for provision in random.sample(names, each):
        paragraph = random.choice(PARAGRAPHS)
        places = float(random.randrange(4, 40))
        ore = random.randrange(120_000, 600_000)
        first = 2019 if random.random() < 0.95 else random.choice(YEARS[1:])
        last = 2022 if random.random() < 0.96 else random.choice(YEARS[:-1])
        leap = random.choice(YEARS[1:]) if random.random() < 0.08 else 0
        for year in YEARS:
            if year > 2019:
                rise = INDEX[year] - random.choice([0, 0, 0.001, 0.004, 0.03])
                ore = round(ore * (rise + (random.uniform(0.02, 0.2) if year == leap else 0)))
            if random.random() < 0.03:
                places += random.choice([-2, -0.5, 2])
            if first <= year <= last:
                reason = random.choice(REASONS) if leap and year == 2022 else ""
                yield Tariff(operator, provision, paragraph, year, ore, places, overhead, reason)
