"""The tile map: every party once, none upon another, and nothing outside the picture."""

import re
from datetime import date
from itertools import combinations
from xml.etree import ElementTree

import pytest

from models.reference import kkr_names, parties_of, tiles
from reports.tilemap import Marked, tile_map

SVG = "{http://www.w3.org/2000/svg}"
DAYS = {"oestdanmark": date(2027, 1, 1)}


def drawn(parties: list[Marked]) -> ElementTree.Element:
    return ElementTree.fromstring(tile_map(parties, "Kort"))


def of_kkr(kkr: str) -> list[Marked]:
    found = parties_of(kkr, DAYS.get(kkr, date(2026, 1, 1)))
    return [
        Marked(party.code, party.name, done=index % 2 == 0) for index, party in enumerate(found)
    ]


@pytest.mark.parametrize("kkr", sorted(kkr_names()))
def test_every_party_has_a_tile_of_its_own(kkr: str) -> None:
    parties = of_kkr(kkr)
    picture = drawn(parties)
    left, top, width, height = (float(n) for n in picture.attrib["viewBox"].split())
    boxes = [
        tuple(float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
        for rect in picture.iter(f"{SVG}rect")
    ]
    assert len(boxes) == len(parties) > 10
    for x, y, w, h in boxes:
        assert left <= x
        assert top <= y
        assert x + w <= left + width
        assert y + h <= top + height
    for (x, y, w, h), (x2, y2, w2, h2) in combinations(boxes, 2):
        assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


@pytest.mark.parametrize("kkr", sorted(kkr_names()))
def test_a_tick_says_what_the_colour_says(kkr: str) -> None:
    parties = of_kkr(kkr)
    picture = drawn(parties)
    ticks = list(picture.iter(f"{SVG}path"))
    filled = [r for r in picture.iter(f"{SVG}rect") if r.attrib["fill"] != "#ffffff"]
    assert len(ticks) == len(filled) == sum(party.done for party in parties)


def test_every_municipality_lies_somewhere_else() -> None:
    assert len(tiles()) == 98
    assert len(set(tiles().values())) == 98


def test_a_long_double_name_takes_two_lines() -> None:
    lines = [
        t.text for t in drawn([Marked("760", "Ringkøbing-Skjern", done=True)]).iter(f"{SVG}text")
    ]
    assert lines == ["Ringkøbing-", "Skjern"]


def test_names_are_text_and_never_markup() -> None:
    shown = str(tile_map([Marked("x", "<script>&", done=False)], 'a "quoted" title'))
    assert "<script>" not in shown
    assert re.search(r'aria-label="a &#34;quoted&#34; title"', shown)
    assert "style" not in shown


def test_without_parties_there_is_a_picture_still() -> None:
    assert list(drawn([]).iter(f"{SVG}rect")) == []
