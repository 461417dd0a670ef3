"""Parties as people write them: `Høje Taastrup`, `Koege Kom.`, `265`, `0265 Roskilde`, `Kbh.`."""

import re
from difflib import get_close_matches
from functools import cache

from models.reference import parties

CODE = re.compile(r"0?(\d{3,4})\b[\s\-–.:]*(.*)")
CODE_LAST = re.compile(r"(.+?)[\s,–-]*\(?\b0?(\d{3,4})\)?")
LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ü": "u"})
MUNICIPALITY = re.compile(r"\b(?:kommunes?|komm?)\b")
SHORT = {"kbh": "koebenhavn", "frb": "frederiksberg"}
CLOSE = 0.87  # of 1: `Rosklide` is close to `Roskilde`; `Hillerød Bo` is a name of its own


def party_named(text: str) -> str:
    """The party's code; empty for a name that is no party's."""
    wanted = " ".join(text.split())
    if found := CODE.fullmatch(wanted):
        code, name = found.groups()
    elif found := CODE_LAST.fullmatch(wanted):
        name, code = found.groups()
    else:
        return wanted if wanted in parties() else _by_name(wanted)
    return code if code in parties() and (not name or _by_name(name) == code) else ""


def nearest_party(text: str) -> str:
    """The name of the party that may have been meant; empty where none is near."""
    wanted = _bare(text)
    alike = [name for name in _names() if abs(len(name) - len(wanted)) <= 1]
    near = get_close_matches(wanted, alike, 1, CLOSE)
    return parties()[_names()[near[0]]].name if near else ""


def _by_name(text: str) -> str:
    name = _bare(text)
    return _names().get(SHORT.get(name, name), "")


def _bare(text: str) -> str:
    """Small letters only, without the word `kommune`; å is aa, ø is oe, æ is ae."""
    small = MUNICIPALITY.sub(" ", text.casefold()).translate(LETTERS)
    return "".join(c for c in small if c.isalnum())


@cache
def _names() -> dict[str, str]:
    """Every name as it is compared, and its party's code."""
    found = {}
    for party in parties().values():
        for name in (party.name, party.official_name):
            found[_bare(name)] = party.code
    return found
