"""A round's reminder policy: when and how often parties are written to without being asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import cache
from typing import Any

from models.reference.catalogue import default_policy
from models.vocabulary import ContactRole
from rules.danish_time import is_working_day, working_day_from

STEP_MINUTES = 5  # how often the engine looks; a morning's reminders are spread in such steps


class Escalation(StrEnum):
    """What becomes of a letter to who is above: not written, drafted, or sent by itself."""

    OFF = "off"
    DRAFT = "draft"
    AUTOMATIC = "automatic"


class Rung(StrEnum):
    """The ladder from below; the last is no letter but a task of the secretariat's own."""

    AGENDA_SECRETARIAT = ContactRole.AGENDA_SECRETARIAT.value
    DIRECTOR = ContactRole.DIRECTOR.value
    CHAIR = "chair"


WRITTEN_TO = {Rung(role): role for role in (ContactRole.AGENDA_SECRETARIAT, ContactRole.DIRECTOR)}


@dataclass(frozen=True, slots=True)
class Policy:
    """Counts are working days outside the recess unless they say otherwise; times are Danish.

    send_at, send_until  letters that no one waits for go out from the one until before the other
    spread_minutes       how long from `send_at` a morning's reminders are spread over
    recess_weeks         ISO weeks
    most_reminders       to one party in all
    working_days_between at least, from one reminder to the next
    ladder               when each rung is climbed, after the deadline; missing: it is left out
    """

    announce_before_kkr: int
    remind_before: tuple[int, ...]
    remind_after: tuple[int, ...]
    minutes_days: int
    send_at: time
    send_until: time
    spread_minutes: int
    recess_weeks: frozenset[int]
    most_reminders: int
    working_days_between: int
    escalation: Escalation
    ladder: tuple[tuple[Rung, int], ...]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Policy":
        """From the round's `policy` column; what is missing there is as by default.

        KeyError or ValueError when it is not one.
        """
        data = {**_default(), **data}
        return cls(
            announce_before_kkr=int(data["announce_working_days_before_kkr"]),
            remind_before=tuple(data["remind_working_days_before"]),
            remind_after=tuple(data["remind_working_days_after"]),
            minutes_days=int(data["minutes_working_days"]),
            send_at=time.fromisoformat(data["send_at"]),
            send_until=time.fromisoformat(data["send_until"]),
            spread_minutes=int(data["spread_minutes"]),
            recess_weeks=frozenset(data["recess_weeks"]),
            most_reminders=int(data["most_reminders"]),
            working_days_between=int(data["working_days_between"]),
            escalation=Escalation(data["escalation"]),
            ladder=tuple((rung, data["ladder"][rung]) for rung in Rung if rung in data["ladder"]),
        )

    @property
    def slots(self) -> int:
        """Into how many steps a morning's reminders are spread."""
        return max(1, self.spread_minutes // STEP_MINUTES)

    def writes_on(self, day: date) -> bool:
        """Whether it is a working day outside the recess."""
        return is_working_day(day, self.recess_weeks)

    def day_from(self, day: date, offset: int) -> date:
        """So many days on which letters are written after `day`; before it when negative."""
        return working_day_from(day, offset, self.recess_weeks)


_default = cache(default_policy)
