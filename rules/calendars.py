"""What may be said about a party's meetings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from models.seat import Seat
from models.vocabulary import Stage
from rules.party_names import party_named
from rules.refusal import Refusal

FIELD = "meetings"
FARTHEST = timedelta(days=4 * 366)  # a council's term
MOST = 400  # of one party and stage


@dataclass(frozen=True, slots=True)
class GivenMeeting:
    """A meeting as it was typed; `where` says where it stands, e.g. `række 4`."""

    party: str
    falls_on: date
    stage: str = Stage.COUNCIL
    where: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """From `start` to `end` the party's meetings of that stage are these days and no others."""

    code: str
    stage: Stage
    days: frozenset[date]
    start: date
    end: date


def calendars(
    given: Iterable[GivenMeeting], seats: Mapping[str, Seat], today: date
) -> list[Calendar]:
    """One per party and stage, for the time from its first date to its last.

    Refusal names the first wrong row. `seats` by party code.
    """
    found: dict[tuple[str, Stage], set[date]] = defaultdict(set)
    for meeting in given:
        where = f" ({meeting.where})" if meeting.where else ""
        code = party_named(meeting.party)
        if code not in seats:
            raise Refusal(
                f"»{meeting.party[:60]}« er ikke part i runden{where}. Brug kommunekoden eller"
                " navnet.",
                field="party",
            )
        if meeting.stage not in set(Stage):
            raise Refusal(
                f"»{meeting.stage[:40]}« er ikke et møde{where}. Brug {', '.join(Stage)}.",
                field="stage",
            )
        check_day(meeting.falls_on, today, where)
        found[code, Stage(meeting.stage)].add(meeting.falls_on)
    return [
        Calendar(code, stage, frozenset(days), min(days), max(days))
        for (code, stage), days in found.items()
    ]


def whole(code: str, stage: Stage, days: Iterable[date], today: date) -> Calendar:
    """All meetings from today on; what has been stays as it was. Refusal for a day out of reach."""
    ahead = frozenset(day for day in days if day >= today)
    for day in ahead:
        check_day(day, today)
    if len(ahead) > MOST:
        raise Refusal(f"Der er {len(ahead)} datoer; der er plads til {MOST}.", field=FIELD)
    return Calendar(code, stage, ahead, today, today + FARTHEST)


def check_day(day: date, today: date, where: str = "") -> None:
    if not today - FARTHEST <= day <= today + FARTHEST:
        raise Refusal(
            f"Mødedatoen {day:%d.%m.%Y} ligger langt fra i dag{where}. Er årstallet rigtigt?",
            field=FIELD,
        )
