"""What a party told, as one Danish sentence."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.pages.dates import short_date
from models.vocabulary import Outcome, Stage
from notifications.danish import outcome_words
from rules.seats import Told

COMMITTEES: dict[str, str] = {
    Stage.COMMITTEE: "i udvalget ",
    Stage.FINANCE_COMMITTEE: "i økonomiudvalget ",
}


def answered(p: Mapping[str, Any], party: str) -> str:
    """An event from before a case's way was told names the council's meeting alone."""
    told, behalf = p["told"], _behalf(p)
    if told == Told.PROGRESS:
        return f"{party} oplyste, at sagen endnu ikke er behandlet."
    if told == Told.MEETING_DATE:
        where = COMMITTEES.get(p.get("next_of") or "", "")
        day = p.get("next") or p["meeting_on"]
        return f"{party} oplyste, at sagen behandles {where}{_day(day)}."
    if told == Told.WITHDRAWAL:
        return f"{party} trak sit svar tilbage."
    if p["outcome"] == Outcome.ANSWERED:
        changed = "rettede sit svar" if told == Told.CORRECTION else "svarede"
        return f"{party} {changed}{behalf}."
    verb = "rettede sit svar til" if told == Told.CORRECTION else "svarede"
    words = outcome_words(p["outcome"])
    return f"{party} {verb} »{words}«, besluttet {_day(p['decided_on'])}{behalf}."


def _behalf(p: Mapping[str, Any]) -> str:
    return ", registreret af sekretariatet" if p["assurance"] == "on_behalf" else ""


def _day(text: str | None) -> str:
    return short_date(date.fromisoformat(text)) if text else "uden dato"
