"""Random tariffs, as plain data: what the product and the second computation both reckon from."""

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import mul
from random import Random
from typing import NamedTuple

OPERATORS = 120
PARAGRAPHS = ("§ 103", "§ 107", "§ 108")
CODES = {"320": "KKR Sjælland", "253": "KKR Sjælland", "101": "KKR Hovedstaden", "151": ""}
PLACES = (None, 0, 100, 250, 1_250, 4_000)
UNTOLD = (None, 0)  # all that every eighth operator says of its places


class Tariff(NamedTuple):
    """Of one service in one year; øre, hundredths of places and millionths, null: nobody told."""

    ore: int
    basis: int | None
    places: int | None
    occupancy: int | None
    overhead: int | None


class Operator(NamedTuple):
    name: str
    kind: str
    code: str | None


class Service(NamedTuple):
    """`operator`: its number."""

    operator: int
    provision: str
    paragraph: str
    service: str


class World(NamedTuple):
    """A cap and the tariffs it is set on; percentages as decimal text.

    years     that are asked for
    tariffs   of each service, by year
    mergers   year, the numbers of the predecessors, and of the successor
    """

    base_year: int
    end_year: int
    rates: dict[int, str]
    deduction: str
    tolerance: str
    level: str
    years: list[int]
    operators: list[Operator]
    services: list[Service]
    tariffs: list[dict[int, Tariff]]
    mergers: list[tuple[int, list[int], int]]


def world(
    seed: int,
    rates: dict[int, str],
    deduction: str,
    tolerance: str,
    level: str,
    size: int,
    asked: int | None = None,
) -> World:
    """`size` services; the base year is the one before the first rate, and one year has no rate
    yet. Names are written so that their order is their number's."""
    random = Random(seed)
    years = [min(rates) - 1, *rates]
    operators = [
        Operator(
            f"Driftsherre {number:03}",
            ("municipality", "municipality", "region", "private")[number % 4],
            ([*CODES, None][number % 5] if number % 4 < 3 else None),
        )
        for number in range(OPERATORS)
    ]
    services = sorted(_service(number, size) for number in range(size))
    levels, lean = _levels(rates, deduction), 950 if level == "provision" else 512
    wide = len(years) + 1
    bits = array("Q", random.randbytes(8 * wide * size)).tolist()
    tariffs = []
    for at, service in zip(range(0, wide * size, wide), services, strict=True):
        known = UNTOLD if service.operator % 8 == 0 else PLACES
        tariffs.append(_tariffs(bits[at : at + wide], years, levels, lean, known))
    mergers = list(_mergers(random, years, tariffs))
    return World(
        years[0],
        years[-1] + 1,
        rates,
        deduction,
        tolerance,
        level,
        [asked] if asked else years[1:],
        operators,
        services,
        tariffs,
        mergers,
    )


def _service(number: int, size: int) -> Service:
    """Of every four, two are of one provision, under one paragraph or under one each."""
    operator, whole = number * OPERATORS // size, number // 4 * 4 + (number % 4 > 1) * (number % 4)
    paragraph = PARAGRAPHS[whole % 3 if number % 8 < 4 else number % 3]
    return Service(operator, f"Tilbud {whole:06}", paragraph, ("", "Dag")[number % 2])


def _levels(rates: dict[int, str], deduction: str) -> list[int]:
    """About what the cap is of the base tariff, in millionths, from the base year on."""
    steps = (1 + (float(rate) - float(deduction)) / 100 for rate in rates.values())
    return [int(level * 10**6) for level in accumulate(steps, mul, initial=1.0)]


def _tariffs(
    bits: list[int],
    years: list[int],
    levels: list[int],
    lean: int,
    known: Sequence[int | None],
) -> dict[int, Tariff]:
    """Most near the cap, some exactly on it; new ones, closed ones, and gaps; places that change.

    bits  64 random ones for each year, and 64 more
    lean  how many of 1,024 lie below the cap
    known which places there may be
    """
    of = bits[-1]
    first = 1 + of % (300_000 if of & 7 else 9)
    begins = (of >> 20) % (20 * len(years))
    begins = begins if begins < len(years) else 0
    ends = len(years) - (of >> 30) % len(years) * (not of >> 40 & 15)
    places, tells, found = known[(of >> 45) % len(known)], of >> 50 & 1, {}
    for index, year in enumerate(years):
        random = bits[index]
        if not begins <= index < ends or not random & 31:
            continue
        about = ((random >> 5 & 1023) - lean if index else 0) + 20_480
        ore = first * levels[index] * about // 20_480_000_000 or 1
        if not random >> 40 & 7:
            places = known[(random >> 43) % len(known)]
        if tells:
            share = random >> 15 & 1_048_575
            basis = ore * share >> 20
            found[year] = Tariff(ore, basis or None, places, share, share // 10)
        else:
            found[year] = Tariff(ore, None, places, None, None)
    return found


def _mergers(
    random: Random, years: list[int], tariffs: list[dict[int, Tariff]]
) -> Iterator[tuple[int, list[int], int]]:
    """One to four become another, and two in five of those go into yet another later; most of the
    predecessors end, and a successor may have been there before or not."""
    for first in range(0, len(tariffs) - 12, 97 * max(1, len(tariffs) // 60_000)):
        ended = random.randrange(1, len(years))
        olds = [first + offset for offset in range(random.randrange(1, 5))]
        yield _merged(random, years[ended], olds, first + 6, tariffs)
        if ended + 1 < len(years) and random.random() < 0.4:
            yield _merged(random, years[ended + 1], [first + 6, first + 7], first + 8, tariffs)


def _merged(
    random: Random, year: int, olds: list[int], new: int, tariffs: list[dict[int, Tariff]]
) -> tuple[int, list[int], int]:
    for old in olds:
        if random.random() < 0.95:
            tariffs[old] = {at: told for at, told in tariffs[old].items() if at < year}
    if random.random() < 0.7:
        tariffs[new] = {at: told for at, told in tariffs[new].items() if at >= year}
    return year, olds, new
