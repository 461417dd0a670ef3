"""The assumptions about lead times as a form shows and tells them."""

from collections.abc import Iterable, Mapping
from typing import Any

from api.pages.forms import Typed
from api.pages.number_input import told_number, told_weeks
from models.seat import Seat
from models.vocabulary import PartyKind
from rules.lead_time_changes import LIMITS, OVERALL, WAYS


def told_lead_times(
    typed: Typed, before: Mapping[str, Any], seats: Iterable[Seat]
) -> dict[str, Any]:
    """Who is not of this round keeps its way."""
    choices = {seat.code for seat in may_be_long(seats)}
    ticked = {code for code in choices if typed.ticked(f"long_way.{code}")}
    return {
        **{way: {name: told_number(typed, f"{way}.{name}") for name in LIMITS} for way in WAYS},
        **{name: told_number(typed, name) for name in OVERALL},
        "quiet_weeks": told_weeks(typed, "quiet_weeks"),
        "long_way": [*ticked, *(set(before["long_way"]) - choices)],
    }


def may_be_long(seats: Iterable[Seat]) -> list[Seat]:
    """Regions always are."""
    return [seat for seat in seats if seat.party_kind is not PartyKind.REGION]
