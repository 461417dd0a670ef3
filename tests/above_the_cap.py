"""A handful of tariffs, some of them above a cap that was made up for the tests."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session

from actions.create_round import create_round
from actions.set_cap_rule import set_cap_rule
from actions.start_round import start_round
from actions.upload_tariff_file import GivenTariffs, take_in
from models.round import Round
from rules.contacts import GivenContact
from rules.planning import Wanted
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


def asked_to_explain(session: Session, rows: Iterable[str], party: str) -> Round:
    """A round that has begun, in which one contact of that party is asked about these tariffs."""
    above_the_cap(session, rows)
    wanted = Wanted(kind="tariff_explanation", deadline=date(2027, 2, 1))
    contacts = [GivenContact(party, "Kim", "kim@example.org")]
    round_ = create_round(session, wanted, NOW, BY, contacts)
    start_round(session, round_, NOW, BY)
    return round_


def csv_of(rows: Iterable[str]) -> bytes:
    return "\r\n".join([HEADER, *rows]).encode()
