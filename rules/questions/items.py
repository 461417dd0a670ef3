"""What a party is asked about one by one, when a round asks it more than one thing.

Items are numbered from 1 within their seat, and a number is never used again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from models.seat import Seat
from rules.refusal import Refusal, Why
from rules.seats import FINAL


class ItemState(StrEnum):
    ASKED = "asked"
    TOLD = "told"
    ASKED_BACK = "asked_back"
    ACCEPTED = "accepted"


class ItemMove(StrEnum):
    TELL = "tell"
    ASK_BACK = "ask_back"
    ACCEPT = "accept"


TRANSITIONS: dict[tuple[ItemState, ItemMove], ItemState] = {
    (ItemState.ASKED, ItemMove.TELL): ItemState.TOLD,
    (ItemState.TOLD, ItemMove.TELL): ItemState.TOLD,
    (ItemState.TOLD, ItemMove.ASK_BACK): ItemState.ASKED_BACK,
    (ItemState.TOLD, ItemMove.ACCEPT): ItemState.ACCEPTED,
    (ItemState.ASKED_BACK, ItemMove.TELL): ItemState.TOLD,
}
FILES = "files"  # what a kind that takes files at each item calls that field
UNTOLD = frozenset({ItemState.ASKED, ItemState.ASKED_BACK})


@dataclass(frozen=True, slots=True)
class Item:
    """title     what it is called to the party; `lead` says in a line why it is asked about
    facts     what its kind knows of it
    told      what was last told of it, by the names of the kind's fields; of an item that is
              asked: what the party had told before anybody asked
    question  with which words it was asked back; empty: it was not
    """

    number: int
    title: str
    lead: str
    facts: Mapping[str, Any]
    state: ItemState = ItemState.ASKED
    told: Mapping[str, Any] = field(default_factory=dict)
    question: str = ""

    @property
    def files(self) -> list[Mapping[str, str]]:
        """What was uploaded with what was last told of it: `filename` and `sha256` of each."""
        return list(self.told.get(FILES, ()))

    def moved(self, by: ItemMove, **changes: Any) -> "Item":
        """Raises Refusal when the table knows no such move."""
        try:
            state = TRANSITIONS[self.state, by]
        except KeyError:
            raise Refusal(f"»{self.title}«: {CANNOT[by]}", why=Why.CONFLICT) from None
        return replace(self, state=state, **changes)


CANNOT = {
    ItemMove.TELL: "Svaret er godtaget og kan ikke ændres.",
    ItemMove.ASK_BACK: "Der er intet nyt svar at spørge til.",
    ItemMove.ACCEPT: "Der er intet nyt svar at godtage.",
}


def items_of(seat: Seat) -> list[Item]:
    return [Item(**{**row, "state": ItemState(row["state"])}) for row in seat.items]


def rows_of(items: Iterable[Item]) -> list[dict[str, Any]]:
    """As the seat keeps them."""
    return [asdict(item) for item in items]


def open_items(seat: Seat) -> list[Item]:
    """What an answer of the party's is now about: what it has not told, or, once it has told all,
    what it may still correct."""
    items = items_of(seat)
    untold = [item for item in items if item.state in UNTOLD and seat.state not in FINAL]
    return untold or [item for item in items if item.state is ItemState.TOLD]


def after_answer(items: Iterable[Item], answers: Mapping[int, Mapping[str, Any]]) -> list[Item]:
    """The items after an answer; those it does not tell of stay as they are."""
    return [
        item.moved(ItemMove.TELL, told=dict(answers[item.number]), question="")
        if item.number in answers
        else item
        for item in items
    ]
