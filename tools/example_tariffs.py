"""Writes a made-up tariff season as operators would send it: 30 of them, 900 provisions, 2019-2022.

    .venv/bin/python -m tools.example_tariffs FOLDER

Every figure is invented from a seed and the same each time. Each operator writes in its own way:
another format, a column or a row per year, titles, merged cells, totals, its name as it likes.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from models.reference import parties
from tests.sheets import danish_csv, ods, xls, xlsx

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
SPELLED = {  # as people write them
    "Vordingborg": "Vordingborg kommune",
    "Køge": "Koege Kommune",
    "Næstved": "NÆSTVED",
    "Slagelse": "0330 Slagelse",
    "Region Sjælland": "region sjælland",
}
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


def files(of: dict[str, list[Tariff]]) -> dict[str, bytes]:
    """Each operator's file by its name."""
    write: Sequence[tuple[str, Callable[[list[list[object]]], bytes]]] = (
        ("xlsx", xlsx),
        ("csv", danish_csv),
        ("ods", ods),
        ("xls", xls),
        ("utf-8.csv", lambda rows: danish_csv(rows, "utf-8-sig")),
    )
    layouts = (_columns, _rows, _under_headings)
    found = {}
    for number, (operator, tariffs) in enumerate(of.items()):
        ending, writer = write[number % len(write)]
        rows = layouts[number % len(layouts)](SPELLED.get(operator, operator), tariffs)
        name = "".join(c for c in operator if c.isalnum() or c == " ").replace(" ", "-").lower()
        found[f"takster-{name}.{ending}"] = writer(rows)
    return found


def _columns(operator: str, tariffs: list[Tariff]) -> list[list[object]]:
    """A column per year under a title, the operator only in its first row, and a total."""
    rows: list[list[object]] = [
        ["Takster for sociale tilbud, kr. pr. dag"],
        [],
        ["Driftsherre", "Tilbud", "Paragraf", *(f"Antal pladser {year}" for year in YEARS),
         "Overhead i pct.", *(f"Takst {year}" for year in YEARS), "Ændring pct.", "Forklaring"],
    ]  # fmt: skip
    for number, (provision, years) in enumerate(_by_provision(tariffs)):
        of = [years.get(year) for year in YEARS]
        one = next(tariff for tariff in of if tariff)
        kroner = [tariff.ore / 100 if tariff else "" for tariff in of]
        places = [tariff.places if tariff else "" for tariff in of]
        reason = of[-1].reason if of[-1] else ""
        rows.append(["" if number else operator, provision, one.paragraph, *places, one.overhead,
                     *kroner, 1.2, reason])  # fmt: skip
    rows.append(["I alt", "", "", "", "", "", "", "", 1.0, 1.0, 1.0, 1.0])
    return rows


def _rows(operator: str, tariffs: list[Tariff]) -> list[list[object]]:
    """A row per year, with base and service tariff apart and budgeted occupancy."""
    rows: list[list[object]] = [
        ["Kommune/region", "Tilbudsnavn", "Lovgrundlag", "År", "Basistakst", "Ydelsestakst",
         "Antal pladser", "Budgetteret belægning", "Overheadprocent", "Bemærkning"]
    ]  # fmt: skip
    for tariff in tariffs:
        base = tariff.ore * 4 // 5
        rows.append([operator, tariff.provision, tariff.paragraph, tariff.year, base / 100,
                     (tariff.ore - base) / 100, tariff.places, 90 + tariff.places % 9,
                     tariff.overhead, tariff.reason])  # fmt: skip
    return rows


def _under_headings(operator: str, tariffs: list[Tariff]) -> list[list[object]]:
    """A header of two rows, the operator as a heading, and averages in between."""
    rows: list[list[object]] = [
        ["Driftsherre", "Tilbud", "§", "Takst pr. dag", "", "", "", "Antal pladser", "", "", "",
         "Overhead"],
        ["", "", "", *YEARS, *YEARS, ""],
        [operator],
    ]  # fmt: skip
    for number, (provision, years) in enumerate(_by_provision(tariffs), 1):
        of = [years.get(year) for year in YEARS]
        one = next(tariff for tariff in of if tariff)
        kroner = [tariff.ore / 100 if tariff else "-" for tariff in of]
        places = [tariff.places if tariff else "" for tariff in of]
        named = operator if number == 1 else ""
        rows.append([named, provision, one.paragraph, *kroner, *places, one.overhead / 100])
        if number % 10 == 0:
            rows.append(["Gennemsnit", "", "", 1.0, 1.0, 1.0, 1.0])
    rows.append(["Kilde: egne budgetter"])
    return rows


def _by_provision(tariffs: list[Tariff]) -> list[tuple[str, dict[int, Tariff]]]:
    found: dict[str, dict[int, Tariff]] = {}
    for tariff in tariffs:
        found.setdefault(tariff.provision, {})[tariff.year] = tariff
    return list(found.items())


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files(season()).items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
