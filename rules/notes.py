"""What a telephone note must say."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from rules.refusal import Refusal
from rules.text import line, paragraphs

LONGEST_PAUSE = timedelta(days=120)
OLDEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class GivenNote:
    """`on` is the day of the call; `paused_until` null: reminders go on as planned."""

    on: date
    person: str
    agreed: str
    paused_until: date | None = None


def checked(given: GivenNote, today: date) -> GivenNote:
    """Tidied; Refusal names the first field that is impossible."""
    if not today - OLDEST <= given.on <= today:
        raise Refusal(f"Samtalen kan ikke være fra {given.on:%d.%m.%Y}.", field="on")
    person = line(given.person, "person", limit=200)
    if not person:
        raise Refusal("Skriv, hvem I talte med.", field="person")
    agreed = paragraphs(given.agreed, "agreed", limit=4_000)
    if not agreed:
        raise Refusal("Skriv, hvad I aftalte.", field="agreed")
    until = given.paused_until
    if until and not today <= until <= today + LONGEST_PAUSE:
        raise Refusal(
            f"Påmindelser kan højst holdes tilbage i {LONGEST_PAUSE.days} dage fra i dag.",
            field="paused_until",
        )
    return replace(given, person=person, agreed=agreed)
