"""The assumptions about lead times as a form shows and tells them."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from api.pages.forms import Typed
from models.seat import Seat
from models.vocabulary import PartyKind
from rules.lead_time_changes import LIMITS, OVERALL, WAYS
from rules.refusal import Refusal

WEEKS = re.compile(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?")


def told_lead_times(
    typed: Typed, before: Mapping[str, Any], seats: Iterable[Seat]
) -> dict[str, Any]:
    """Who is not of this round keeps its way."""
    choices = {seat.code for seat in may_be_long(seats)}
    ticked = {code for code in choices if typed.ticked(f"long_way.{code}")}
    return {
        **{way: {name: _number(typed, f"{way}.{name}") for name in LIMITS} for way in WAYS},
        **{name: _number(typed, name) for name in OVERALL},
        "quiet_weeks": _weeks(typed.text("quiet_weeks")),
        "long_way": [*ticked, *(set(before["long_way"]) - choices)],
    }


def may_be_long(seats: Iterable[Seat]) -> list[Seat]:
    """Regions always are."""
    return [seat for seat in seats if seat.party_kind is not PartyKind.REGION]


def weeks_words(weeks: Iterable[int]) -> str:
    """`1, 27-31, 42`"""
    runs: list[list[int]] = []
    for week in sorted(weeks):
        if runs and runs[-1][-1] == week - 1:
            runs[-1].append(week)
        else:
            runs.append([week])
    return ", ".join(f"{r[0]}-{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)


def _number(typed: Typed, name: str) -> int:
    text = typed.text(name).strip()
    if not re.fullmatch(r"[0-9]{1,3}", text):
        raise Refusal(f"»{text[:40]}« er ikke et helt antal. Skriv det med tal.", field=name)
    return int(text)


def _weeks(text: str) -> list[int]:
    found: list[int] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        match = WEEKS.fullmatch(part)
        if match is None:
            raise Refusal(
                f"»{part[:40]}« er ikke en uge. Skriv ugenumre som 27-31, 42.", field="quiet_weeks"
            )
        found += range(int(match[1]), int(match[2] or match[1]) + 1)
    return found
