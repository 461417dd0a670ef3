"""Writes the made-up tariff season as operators would send it: a file from each of 30.

    .venv/bin/python -m tools.example_tariffs FOLDER

Each operator writes in its own way: another format, a column or a row per year, titles, merged
cells, totals, its name as it likes.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rules.example_season import YEARS, Tariff, season
from tests.sheets import danish_csv, ods, xls, xlsx

SPELLED = {  # as people write them
    "Vordingborg": "Vordingborg kommune",
    "Køge": "Koege Kommune",
    "Næstved": "NÆSTVED",
    "Slagelse": "0330 Slagelse",
    "Region Sjælland": "region sjælland",
}


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
