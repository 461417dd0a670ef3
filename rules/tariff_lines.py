"""What is read from a tariff file: whose tariff, for which year, how much, and what was wrong."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from models.reference import parties
from models.vocabulary import OperatorKind, PartyKind
from rules.party_names import nearest_party, party_named
from rules.tariff_cells import Unreadable
from rules.tariff_headers import Column

MOST_ASKED = 100
PUBLIC = re.compile(r"\bkommunes?\b|^region\b", re.IGNORECASE)
LAW = re.compile(r"(?:sel|serviceloven)?§*(\d+[a-z]?)")
KINDS = {PartyKind.MUNICIPALITY: OperatorKind.MUNICIPALITY, PartyKind.REGION: OperatorKind.REGION}


class Operator(NamedTuple):
    """`code` null: private; `key` the name as it is compared."""

    name: str
    kind: OperatorKind
    code: str | None
    key: str


class Service(NamedTuple):
    """What has a tariff of its own; `key` provision, paragraph and service as they are compared."""

    operator: Operator
    provision: str
    paragraph: str
    service: str
    key: str


class Amounts(NamedTuple):
    """Of one service and year, in the units of `models/tariff.py`; null: the file is silent."""

    tariff_ore: int
    basis_ore: int | None = None
    service_ore: int | None = None
    supplementary_ore: int | None = None
    places_hundredths: int | None = None
    occupancy_ppm: int | None = None
    overhead_ppm: int | None = None
    adjustment_ore: int | None = None
    explanation: str = ""


class Fault(NamedTuple):
    """`row` as a spreadsheet counts; `column` its letters; `sheet` empty for a CSV."""

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        sheet = f"»{self.sheet}«, " if self.sheet else ""
        column = f", kolonne {self.column}" if self.column else ""
        return f"{sheet}række {self.row}{column}: {self.message}"


@dataclass(slots=True)
class Found:
    """A whole file.

    services  in the order they came; `lines` are amounts by a service's number and the year
    rows_of   the row each line first stood in
    header    says that no header was found, where the likeliest is; `columns` are then guesses
    columns   header, its letters and what it was taken for; null: passed over. Headings of rows
              that a person must explain are among them
    asked     those of them that a person must explain, or say that they are not to be read
    left_out  rows that hold no tariff of their own, such as totals
    repeated  how many rows said again what another had said
    """

    services: list[Service] = field(default_factory=list)
    lines: dict[tuple[int, int], Amounts] = field(default_factory=dict)
    rows_of: dict[tuple[int, int], int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    left_out: list[Fault] = field(default_factory=list)
    columns: list[tuple[str, str, Column | None]] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    header: Fault | None = None
    rows: int = 0
    repeated: int = 0
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def number(self, service: Service) -> int:
        """That of the service as it was first written."""
        number = self._numbers.setdefault((service.operator.key, service.key), len(self.services))
        if number == len(self.services):
            self.services.append(service)
        return number

    def ask(self, heading: str, sheet: str, place: str) -> None:
        """What it is; of a hundred at most, once each."""
        if len(self.columns) < MOST_ASKED and all(heading != name for name, _, _ in self.columns):
            self.columns.append((heading, self.place(sheet, place), None))
            self.asked.add(heading)

    def place(self, sheet: str, place: str) -> str:
        """By which a column or heading is explained, so no two have the same."""
        return f"{place} i »{sheet}«" if any(place == at for _, at, _ in self.columns) else place


def operator_named(text: str) -> Operator:
    """A party by any of its names, else private; Unreadable for a public one nobody knows."""
    if code := party_named(text):
        party = parties()[code]
        return Operator(party.name, KINDS[party.kind], code, party.name.casefold())
    near = nearest_party(text)
    if near or PUBLIC.search(text) or text.isdigit():
        hint = f" Er det {near}?" if near else ""
        raise Unreadable(f"»{text[:60]}« er ikke en kommune eller region, vi kender.{hint}")
    return Operator(text, OperatorKind.PRIVATE, None, text.casefold())


def service_of(operator: Operator, provision: str, paragraph: str, service: str) -> Service:
    """Compared without regard to case and spaces, `§ 107` as `107` and `SEL § 107`."""
    key = "|".join((provision.casefold(), _law(paragraph), service.casefold()))
    return Service(operator, provision, paragraph, service, key)


def law_of(paragraph: str) -> str:
    """How a paragraph is shown, whoever wrote it: `§ 107` for `107`, `SEL § 107` and `§107`."""
    law = _law(paragraph)
    return f"§ {law}" if law[:1].isdigit() else " ".join(paragraph.split())


@lru_cache(maxsize=1024)  # the same few stand in every row
def _law(paragraph: str) -> str:
    bare = "".join(paragraph.casefold().replace(".", "").split())
    return found[1] if (found := LAW.fullmatch(bare)) else bare
