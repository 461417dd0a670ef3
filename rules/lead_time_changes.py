"""What the secretariat may assume of how long a case takes."""

from collections.abc import Mapping
from typing import Any

from models.reference import parties
from rules.policy_changes import checked_weeks
from rules.refusal import Refusal

WAYS = ("normal", "long")
LIMITS = {  # of each way: least, most, and what it is called
    "finance_committee_days": (0, 60, "Dage fra økonomiudvalg til råd"),
    "committee_days": (0, 120, "Dage fra udvalg til råd"),
    "final_working_days": (0, 60, "Arbejdsdage fra sagen er klar til udvalget"),
    "casework_working_days": (0, 120, "Arbejdsdage til sagsbehandling"),
}
OVERALL = {
    "safe_meetings": (1, 5, "Møder, der gør en part sikker"),
    "answer_working_days": (0, 30, "Arbejdsdage fra møde til svar"),
}


def checked_lead_times(given: Mapping[str, Any]) -> dict[str, Any]:
    """As a round's policy keeps them; Refusal names the field, e.g. `long.committee_days`."""
    for way in WAYS:
        for name, (least, most, words) in LIMITS.items():
            _check(given[way][name], least, most, words, f"{way}.{name}")
        if given[way]["finance_committee_days"] > given[way]["committee_days"]:
            raise Refusal(
                "Udvalget kan ikke mødes efter økonomiudvalget.", field=f"{way}.committee_days"
            )
    for name, (least, most, words) in OVERALL.items():
        _check(given[name], least, most, words, name)
    weeks = checked_weeks(given["quiet_weeks"], "quiet_weeks")
    codes = sorted(set(given["long_way"]))
    unknown = [code for code in codes if code not in parties()]
    if unknown:
        raise Refusal(f"»{unknown[0][:40]}« er ikke en part.", field="long_way")
    return {
        **{way: {name: given[way][name] for name in LIMITS} for way in WAYS},
        **{name: given[name] for name in OVERALL},
        "quiet_weeks": weeks,
        "long_way": codes,
    }


def _check(value: int, least: int, most: int, words: str, field: str) -> None:
    if not least <= value <= most:
        raise Refusal(f"{words}: skriv et tal fra {least} til {most}.", field=field)
