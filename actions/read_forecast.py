"""The forecast of a round: reckoned anew at every look, so a change shows at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlmodel import Session

from actions.load import seats_of, steps_of
from actions.record_meetings import known_meetings
from models.calendar import MeetingDate
from models.round import Round, Step
from models.seat import Seat
from models.vocabulary import Stage
from rules.danish_time import danish_date
from rules.forecast import Forecast, Known, RoundForecast, Verdict, forecast, round_forecast
from rules.lead_times import LeadTimes
from rules.questions.registry import question_of
from rules.timeline import asked_from


def read_forecast(session: Session, round_: Round, now: datetime) -> RoundForecast:
    """`now` is the round's own clock. Three statements, whatever the number of parties."""
    seats, steps = seats_of(session, round_), steps_of(session, round_)
    known = by_party(known_meetings(session, round_, [seat.code for seat in seats]))
    parties = [forecast_of(round_, seat, steps, known.get(seat.code, {}), now) for seat in seats]
    asked_on = asked_from(round_, steps, danish_date(now))
    return round_forecast(parties, asked_on=asked_on, deadline=round_.deadline)


def too_late(session: Session, round_: Round, now: datetime) -> list[Forecast]:
    """The parties that cannot decide before the deadline; none where no council decides."""
    if not question_of(round_).decides:
        return []
    found = read_forecast(session, round_, now).parties
    return [party for party in found if party.verdict is Verdict.CANNOT]


def seat_forecast(session: Session, round_: Round, seat: Seat, now: datetime) -> Forecast:
    """One party's."""
    known = by_party(known_meetings(session, round_, [seat.code]))
    steps = steps_of(session, round_)
    return forecast_of(round_, seat, steps, known.get(seat.code, {}), now)


def forecast_of(
    round_: Round, seat: Seat, steps: list[Step], known: Known, now: datetime
) -> Forecast:
    today = danish_date(now)
    return forecast(
        seat,
        known,
        LeadTimes.of(round_.policy),
        asked_on=asked_from(round_, steps, today),
        deadline=round_.deadline,
        today=today,
    )


def by_party(meetings: Iterable[MeetingDate]) -> Mapping[str, Known]:
    found: dict[str, dict[Stage, list[date]]] = defaultdict(lambda: defaultdict(list))
    for meeting in meetings:
        found[meeting.code][meeting.stage].append(meeting.falls_on)
    return found
