"""How far the explanation of a tariff above the cap has come, and what it says."""

from enum import StrEnum
from typing import NamedTuple


class Standing(StrEnum):
    OPEN = "open"  # nobody has said or asked anything
    IN_FILE = "in_file"  # the tariff file gave a reason
    REPORTED = "reported"  # the operator reported it before anybody asked
    ASKED = "asked"
    TOLD = "told"
    ASKED_BACK = "asked_back"
    ACCEPTED = "accepted"


class Said(NamedTuple):
    """`category` and `lasts` are words of `rules/questions/tariff_explanation.py`, empty where
    nobody chose; corrected_ore: what the tariff should be; null: it is right; files: by name."""

    standing: Standing
    text: str = ""
    category: str = ""
    lasts: str = ""
    corrected_ore: int | None = None
    files: tuple[str, ...] = ()
