"""What the secretariat may decide about when and how often parties are written to unasked."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from rules.policy import Escalation, Rung
from rules.refusal import Refusal

NUMBERS = {  # least, most, and what it is called
    "announce_working_days_before_kkr": (1, 60, "Varsel før KKR’s møde"),
    "minutes_working_days": (1, 30, "Arbejdsdage fra mødet, til vi spørger"),
    "spread_minutes": (0, 600, "Minutter, påmindelserne spredes over"),
    "most_reminders": (1, 50, "Påmindelser i alt til en part"),
    "working_days_between": (1, 30, "Arbejdsdage mellem to påmindelser"),
}
OFFSETS = {  # least, most, and when they are counted
    "remind_working_days_before": (0, 120, "før fristen"),
    "remind_working_days_after": (1, 120, "efter fristen"),
}
MOST_OFFSETS = 10
EARLIEST, LATEST = time(6), time(17)
LAST_WEEK = 53
MOST_RECESS = 26
RUNGS = {
    Rung.AGENDA_SECRETARIAT: "byrådssekretariatet",
    Rung.DIRECTOR: "direktøren",
    Rung.CHAIR: "formanden",
}
LONGEST_LADDER = 120
KEYS = frozenset(
    {*NUMBERS, *OFFSETS, "send_at", "send_until", "recess_weeks", "escalation", "ladder"}
)


def checked_policy(given: Mapping[str, Any]) -> dict[str, Any]:
    """As a round keeps them; Refusal names the field, e.g. `ladder.director`."""
    return {
        **{name: _number(given[name], name, *limits) for name, limits in NUMBERS.items()},
        "remind_working_days_before": _offsets(given, "remind_working_days_before")[::-1],
        "remind_working_days_after": _offsets(given, "remind_working_days_after"),
        **_hours(given),
        "recess_weeks": checked_weeks(given["recess_weeks"], "recess_weeks"),
        "escalation": _escalation(given["escalation"]),
        "ladder": _ladder(given["ladder"]),
    }


def checked_weeks(given: Iterable[int], field: str) -> list[int]:
    """ISO weeks in order; more than half a year of them would leave no time to count in."""
    weeks = sorted(set(given))
    if len(weeks) > MOST_RECESS or any(not 1 <= week <= LAST_WEEK for week in weeks):
        raise Refusal(
            f"Ferieuger er ugenumre fra 1 til {LAST_WEEK}, højst {MOST_RECESS} af dem.", field=field
        )
    return weeks


def _number(value: int, field: str, least: int, most: int, words: str) -> int:
    if not least <= value <= most:
        raise Refusal(f"{words}: skriv et tal fra {least} til {most}.", field=field)
    return value


def _offsets(given: Mapping[str, Any], field: str) -> list[int]:
    least, most, words = OFFSETS[field]
    days = sorted(set(given[field]))
    if len(days) > MOST_OFFSETS:
        raise Refusal(f"Højst {MOST_OFFSETS} påmindelser {words}.", field=field)
    if any(not least <= number <= most for number in days):
        raise Refusal(
            f"Påmindelser {words}: skriv arbejdsdage fra {least} til {most}.", field=field
        )
    return days


def _hours(given: Mapping[str, Any]) -> dict[str, str]:
    first, last = (_clock(given[field], field) for field in ("send_at", "send_until"))
    if first >= last:
        raise Refusal("Tidsrummet skal slutte, efter at det begynder.", field="send_until")
    until = datetime.combine(date.min, first) + timedelta(minutes=given["spread_minutes"])
    if until > datetime.combine(date.min, last):
        raise Refusal(
            f"Påmindelserne skal være spredt, før tidsrummet slutter kl. {last:%H.%M}.",
            field="spread_minutes",
        )
    return {"send_at": f"{first:%H:%M}", "send_until": f"{last:%H:%M}"}


def _clock(text: str, field: str) -> time:
    try:
        found = datetime.strptime(text.strip(), "%H:%M").time()  # noqa: DTZ007  a wall clock's
    except ValueError:
        raise Refusal(
            f"»{text[:40]}« er ikke et klokkeslæt. Skriv det som 08:00.", field=field
        ) from None
    if not EARLIEST <= found <= LATEST:
        raise Refusal(f"Vælg et klokkeslæt mellem {EARLIEST:%H.%M} og {LATEST:%H.%M}.", field=field)
    return found


def _escalation(text: str) -> Escalation:
    if text not in set(Escalation):
        known = ", ".join(Escalation)
        raise Refusal(f"»{text[:40]}« kendes ikke. Vælg en af: {known}.", field="escalation")
    return Escalation(text)


def _ladder(given: Mapping[str, int | None]) -> dict[str, int]:
    """Each rung that is climbed later than the one below it."""
    found: dict[str, int] = {}
    below = ""
    for rung, words in RUNGS.items():
        days, field = given.get(rung), f"ladder.{rung}"
        if days is None:
            continue
        _number(days, field, 1, LONGEST_LADDER, "Arbejdsdage efter fristen")
        if below and days <= found[below]:
            raise Refusal(
                f"Turen kommer til {words} efter {RUNGS[Rung(below)]}: skriv et tal over"
                f" {found[below]}.",
                field=field,
            )
        found[rung], below = days, rung
    return found
