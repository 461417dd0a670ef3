"""How the things a party is asked about one by one stand, in words."""

from api.pages.wording import State
from rules.questions.items import ItemState

ITEM_STATES = {
    ItemState.ASKED: State("Afventer svar", "neutral"),
    ItemState.TOLD: State("Besvaret, til gennemsyn", "info"),
    ItemState.ASKED_BACK: State("Spurgt igen", "warning"),
    ItemState.ACCEPTED: State("Godtaget", "success"),
}
