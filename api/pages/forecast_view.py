"""A forecast as the page shows it: in the order of concern, with a strip of each one's meetings."""

from dataclasses import dataclass
from datetime import date, timedelta

from api.pages.wording import State
from notifications.forecast_words import VERDICTS, why
from rules.forecast import Forecast, Meeting, RoundForecast, Verdict

TONES = {
    Verdict.CANNOT: "error",
    Verdict.TIGHT: "warning",
    Verdict.UNKNOWN: "neutral",
    Verdict.SAFE: "success",
    Verdict.DECIDED: "success",
}
MARGIN = timedelta(days=21)  # what is shown after the deadline
SHOWN = 8  # meetings to a party, beyond the deadline only the first


@dataclass(frozen=True, slots=True)
class Mark:
    """One meeting on the strip; `x` is 0 to 100."""

    x: float
    in_reach: bool


@dataclass(frozen=True, slots=True)
class Line:
    party: Forecast
    name: str
    state: State
    why: str
    meetings: tuple[Meeting, ...]
    marks: tuple[Mark, ...]
    deadline_x: float


def verdict_state(verdict: Verdict) -> State:
    return State(VERDICTS[verdict], TONES[verdict])


def counts(found: RoundForecast) -> list[tuple[int, State]]:
    return [(found.count(v), verdict_state(v)) for v in Verdict if found.count(v)]


def lines(found: RoundForecast, names: dict[str, str], today: date) -> list[Line]:
    """Those that cannot make it first; parties of one verdict as the round lists them."""
    start, end = min(found.asked_on, today), found.deadline + MARGIN
    span = max((end - start).days, 1)

    def x(day: date) -> float:
        return round(100 * (day - start).days / span, 1)

    order = list(Verdict)
    return [
        Line(
            party,
            names[party.code],
            verdict_state(party.verdict),
            why(party),
            _shown(party),
            tuple(
                Mark(x(meeting.way.council), meeting.in_reach)
                for meeting in party.meetings
                if meeting.way.council <= end
            ),
            x(found.deadline),
        )
        for party in sorted(found.parties, key=lambda party: order.index(party.verdict))
    ]


def _shown(party: Forecast) -> tuple[Meeting, ...]:
    """Those before the deadline, and the first after it."""
    before = [meeting for meeting in party.meetings if meeting.before_deadline]
    after = [meeting for meeting in party.meetings if not meeting.before_deadline]
    return tuple([*before, *after[:1]][-SHOWN:])
