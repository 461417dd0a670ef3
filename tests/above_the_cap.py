"""A handful of tariffs, some of them above a cap that was made up for the tests."""

from collections.abc import Iterable

from sqlmodel import Session

from actions.set_cap_rule import set_cap_rule
from actions.upload_tariff_file import GivenTariffs, take_in
from rules.tariff_cap_changes import GivenCap, GivenRate
from tests.builders import BY, NOW

CAP = GivenCap(2017, 2018, [GivenRate(2018, "2")], "opdigtet")
HEADER = "Driftsherre;Tilbud;Paragraf;Takst 2017;Takst 2018"
SJAELLAND = (
    "Faxe;Birkegården;§ 107;1000,00;1100,00",
    "Greve;Egehuset;§ 107;1000,00;1020,00",  # at the cap
    "Køge;Fyrhuset;§ 107;1000,00;1030,00",
    "Region Sjælland;Solhjem;§ 107;2000,00;2200,00",
    "Fonden Havblik;Havblik;§ 107;3000,00;3300,00",
)
NORDJYLLAND = (
    *(f"Aalborg;Tilbud {number};§ 107;1000,00;{1030 + number},00" for number in range(8)),
    "Thisted;Fyrhuset;§ 104;1000,00;1500,00",
    "Thisted;Fyrhuset;§ 107;1000,00;999,00",
    "Region Nordjylland;Solhjem;§ 107;2000,00;2040,01",
    "Fonden Havblik;Havblik;§ 107;3000,00;3300,00",
)


def above_the_cap(session: Session, rows: Iterable[str] = SJAELLAND) -> None:
    """With the cap of 2018 at 2 % on 2017."""
    set_cap_rule(session, CAP, NOW, BY)
    take_in(session, GivenTariffs("takster.csv", csv_of(rows)), NOW, BY)


def csv_of(rows: Iterable[str]) -> bytes:
    return "\r\n".join([HEADER, *rows]).encode()
