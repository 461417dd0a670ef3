"""What a person types of a project: as the calculator asks for it."""

from actions.propose_funding import GivenFunding
from api.pages.forms import Typed
from models.reference import kkr_names
from models.vocabulary import FundingKey
from reports.funding_words import KEYS
from rules.refusal import Refusal
from rules.tariff_numbers import half_up, number

CHOICES = {"kkr": list(kkr_names().items()), "keys": [(key, KEYS[key]) for key in FundingKey]}


def given_funding(typed: Typed) -> GivenFunding:
    """Refusal for what is missing or no number; bounds are seen to when it is reckoned."""
    if typed.text("kkr") not in kkr_names():
        raise Refusal("Vælg et KKR.", field="kkr")
    kroner = number(typed.text("tariff_ore"))
    key = typed.text("key")
    return GivenFunding(
        kkr=typed.text("kkr"),
        opens_on=typed.needed_date("opens_on", "Skriv, hvornår pladserne åbner."),
        places=_whole(typed.text("places").strip()),
        tariff_ore=half_up(kroner * 100) if kroner else 0,
        occupancies=typed.text("occupancy_pct").split(),
        key=FundingKey(key) if key in set(FundingKey) else FundingKey.EQUAL,
        use=list(filter(str.strip, typed.text("weight").splitlines())),
    )


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
