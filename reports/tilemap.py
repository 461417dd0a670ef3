"""A map on which every party has a tile of the same size, as SVG for pages and documents alike.

Colours are attributes of the shapes, so the picture needs no style sheet; a mark and a word say the
same as the colour. The picture is no table: whoever shows it gives the table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from models.reference import tiles
from reports.drawing import template

WIDTH, HEIGHT, GAP = 128, 64, 8
LONG_NAME = 14


@dataclass(frozen=True, slots=True)
class Marked:
    """A party on the map; `done` fills its tile and ticks it."""

    code: str
    name: str
    done: bool


@dataclass(frozen=True, slots=True)
class Tile:
    """Left upper corner and size in the picture's own units; a long name on two lines."""

    x: int
    y: int
    width: int
    lines: list[str]
    done: bool


@dataclass(frozen=True, slots=True)
class TileMap:
    tiles: list[Tile]
    width: int
    height: int
    title: str


def tile_map(parties: Sequence[Marked], title: str) -> Markup:
    """Municipalities where they lie; who has no place of its own, below them in full width."""
    placed = [(tiles()[party.code], party) for party in parties if party.code in tiles()]
    others = [party for party in parties if party.code not in tiles()]
    columns = [column for (column, _), _ in placed] or [0]
    rows = [row for (_, row), _ in placed] or [0]
    left, top, across = min(columns), min(rows), max(columns) - min(columns) + 1
    width = _extent(across, WIDTH)
    drawn = [
        Tile(
            (column - left) * (WIDTH + GAP),
            (row - top) * (HEIGHT + GAP),
            WIDTH,
            _lines(party.name),
            party.done,
        )
        for (column, row), party in placed
    ]
    below = max(rows) - top + 1 if placed else 0
    drawn += [
        Tile(0, (below + index) * (HEIGHT + GAP), width, [party.name], party.done)
        for index, party in enumerate(others)
    ]
    picture = TileMap(drawn, width, _extent(below + len(others), HEIGHT), title)
    return Markup(template("tilemap.svg").render(map=picture, tile_height=HEIGHT))  # noqa: S704


def _extent(count: int, size: int) -> int:
    return count * (size + GAP) - GAP


def _lines(name: str) -> list[str]:
    """A double name breaks at its hyphen when it is too long for one line."""
    first, hyphen, second = name.partition("-")
    return [first + hyphen, second] if second and len(name) >= LONG_NAME else [name]
