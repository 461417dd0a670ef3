"""Reference data with effective dates: parties, councils and KKR, read once from the files beside.

Facts and their sources stand in the files; a row without `valid_to` still holds.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from models.vocabulary import PartyKind


@dataclass(frozen=True, slots=True)
class Party:
    """A municipality (three-digit code) or region (four-digit code, or `oestdanmark`)."""

    code: str
    name: str
    official_name: str
    kind: PartyKind


def parties_of(kkr: str, day: date) -> list[Party]:
    """The parties of a KKR on a day: municipalities by code, then the region."""
    members = {
        row["party"] for row in _rows("memberships.csv") if row["kkr"] == kkr and _valid(row, day)
    }
    everyone = parties()
    found = [everyone[code] for code in members]
    return sorted(found, key=lambda party: (party.kind is PartyKind.REGION, party.code))


def council_of(code: str, day: date) -> str:
    """The acting council's name, definite, e.g. `byrådet`; KeyError when none acts that day."""
    for row in _rows("councils.csv"):
        if row["party"] == code and _valid(row, day):
            return row["council"]
    raise KeyError(f"no council acts for {code} on {day}")


def kkr_names() -> dict[str, str]:
    """Slug to name, e.g. `sjaelland` to `KKR Sjælland`."""
    return {row["slug"]: row["name"] for row in _rows("kkr.csv")}


def kkr_holds(slug: str, day: date) -> bool:
    """Whether that KKR exists on that day (Hovedstaden and Sjælland end with 2026)."""
    return any(row["slug"] == slug and _valid(row, day) for row in _rows("kkr.csv"))


@cache
def parties() -> dict[str, Party]:
    """Every party there ever was, by code."""
    return {
        row["code"]: Party(row["code"], row["name"], row["official_name"], PartyKind(row["kind"]))
        for row in _rows("parties.csv")
    }


@cache
def tiles() -> dict[str, tuple[int, int]]:
    """(column, row) on a tile map of Denmark, from the west and north, by municipality code."""
    return {row["kommunekode"]: (int(row["col"]), int(row["row"])) for row in _rows("tilegrid.csv")}


@cache
def public_mail() -> frozenset[str]:
    """Domains, in lower case, of mail providers that anybody may have an address with."""
    text = files(__name__).joinpath("public_mail.txt").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def _rows(name: str) -> list[dict[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _valid(row: dict[str, str], day: date) -> bool:
    end = row["valid_to"]
    return row["valid_from"] <= day.isoformat() and (not end or day.isoformat() <= end)
