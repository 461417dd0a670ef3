"""What goes wrong around a round, and when: drawn from the seed before the first day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from tests.simulation.post import Mood

FIRST_DAY, LAST_DAY = date(2020, 5, 4), date(2021, 6, 4)  # thirteen months
BUSY = date(2020, 8, 10), date(2021, 1, 15)  # from the announcement to the last reminder


class Trouble(StrEnum):
    ENGINE_DOWN = "engine down"  # pages answer, nothing happens by itself
    MACHINE_DOWN = "machine down"
    CLOCK_AHEAD = "clock ahead"
    CLOCK_BEHIND = "clock behind"
    MAIL_LATER = "mail server says 4xx"
    MAIL_AWAY = "mail server away"
    MAIL_DROPS = "mail server drops after DATA"
    DELIVERY_DIES = "delivery killed"


MOODS = {
    Trouble.MAIL_LATER: Mood.LATER,
    Trouble.MAIL_AWAY: Mood.AWAY,
    Trouble.MAIL_DROPS: Mood.DROPS,
    Trouble.DELIVERY_DIES: Mood.DIES,
}
MOST: dict[Trouble, tuple[int, int]] = {  # how often at most, and for how many days at most
    Trouble.ENGINE_DOWN: (4, 25),
    Trouble.MACHINE_DOWN: (3, 12),
    Trouble.CLOCK_AHEAD: (2, 3),
    Trouble.CLOCK_BEHIND: (2, 3),
    Trouble.MAIL_LATER: (3, 9),
    Trouble.MAIL_AWAY: (3, 6),
    Trouble.MAIL_DROPS: (3, 4),
    Trouble.DELIVERY_DIES: (4, 3),
}
AHEAD = [timedelta(hours=1), *(timedelta(days=n) for n in (1, 3, 6, 8, 15, 40, 400))]
BEHIND = [timedelta(hours=1), *(timedelta(days=n) for n in (1, 2, 5, 9, 30))]


@dataclass(frozen=True, slots=True)
class Spell:
    """`by` is how far the clock is off, ahead or behind; zero for other trouble."""

    trouble: Trouble
    first: date
    days: int
    by: timedelta = timedelta()

    @property
    def words(self) -> str:
        hours = round(self.by / timedelta(hours=1))
        return f"{self.trouble} by {abs(hours)} hours" if hours else str(self.trouble)

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.first + timedelta(days=self.days)


class Weather:
    def __init__(self, spells: Sequence[Spell] = ()) -> None:
        self._spells = spells

    @classmethod
    def drawn(cls, chance: Random) -> "Weather":
        """The last month is calm: what was held up can be seen to have come through."""
        return cls(
            [
                _spell(trouble, longest, chance)
                for trouble, (often, longest) in MOST.items()
                for _ in range(chance.randint(0, often))
            ]
        )

    def on(self, day: date) -> list[Spell]:
        return [spell for spell in self._spells if day in spell]


def _spell(trouble: Trouble, longest: int, chance: Random) -> Spell:
    first, last = BUSY if chance.random() < 0.7 else (FIRST_DAY, LAST_DAY - timedelta(days=60))
    start = first + timedelta(days=chance.randrange((last - first).days))
    by = timedelta()
    if trouble is Trouble.CLOCK_AHEAD:
        by = chance.choice(AHEAD)
    elif trouble is Trouble.CLOCK_BEHIND:
        by = -chance.choice(BEHIND)
    return Spell(trouble, start, chance.randint(1, longest), by)
