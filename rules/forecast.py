"""Which parties can decide before the deadline, from their councils' meetings and their lead times.

Pure reckoning; nothing of it is stored. A party whose calendar nobody knows is never called safe.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from models.seat import Seat
from models.vocabulary import Stage
from rules.danish_time import is_working_day
from rules.lead_times import Lead, LeadTimes, Way, way_to
from rules.progress import PAST_CASEWORK
from rules.seats import FINAL

COMMITTEES = frozenset({Stage.COMMITTEE, Stage.FINANCE_COMMITTEE})
DAY = timedelta(days=1)
CALENDAR_REACHES = timedelta(days=21)  # councils seldom meet again within so many days

Known = Mapping[Stage, Sequence[date]]


class Verdict(StrEnum):
    """In the order a reader should look at them."""

    CANNOT = "cannot"
    TIGHT = "tight"
    UNKNOWN = "unknown"
    SAFE = "safe"
    DECIDED = "decided"


class Because(StrEnum):
    """What the verdict rests on."""

    ANSWERED = "answered"
    STATED = "stated"  # the party named a meeting before the deadline
    STATED_LATE = "stated_late"  # it named one after it
    COMMITTEE_LATE = "committee_late"  # not even the committee meets before it
    MEETINGS = "meetings"  # as many meetings in reach as make a party safe
    ONE_MEETING = "one_meeting"
    NO_MEETING = "no_meeting"  # its calendar reaches the deadline, and no meeting is in reach
    TOO_SHORT = "too_short"  # not even a meeting on the deadline's own day would be in reach
    CALENDAR_ENDS = "calendar_ends"  # what is known of its calendar ends before the deadline
    NO_CALENDAR = "no_calendar"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A coming meeting of the council: `in_reach` when the casework could begin in time for it."""

    way: Way
    in_reach: bool
    before_deadline: bool


@dataclass(frozen=True, slots=True)
class Forecast:
    """One party.

    expected_on  when its council is expected to decide; null: nobody knows
    latest       the way to the latest meeting that still makes the deadline, whatever the party has
                 named; null: there is none
    open_from    of a party whose meetings are unknown, the first day on which one could be reached;
                 null: none before the deadline, or the meetings are known
    late_item    whether the day the item had to be final has gone by without a word from the party
    meetings     the coming meetings that are known, in order; one that has been is coming until its
                 decision should have been told
    long_way     whether its cases are reckoned to take the long way
    """

    code: str
    verdict: Verdict
    because: Because
    expected_on: date | None
    latest: Way | None
    meetings: tuple[Meeting, ...] = ()
    long_way: bool = False
    open_from: date | None = None
    late_item: bool = False


@dataclass(frozen=True, slots=True)
class RoundForecast:
    """The round as a whole.

    decided_on  when all whose date is known have decided; null: of nobody is a date known
    last        codes of those who decide last
    """

    asked_on: date
    deadline: date
    parties: tuple[Forecast, ...]
    decided_on: date | None
    last: tuple[str, ...]

    def count(self, verdict: Verdict) -> int:
        return sum(party.verdict is verdict for party in self.parties)

    def codes(self, verdict: Verdict) -> list[str]:
        return [party.code for party in self.parties if party.verdict is verdict]


def forecast(
    seat: Seat, known: Known, times: LeadTimes, *, asked_on: date, deadline: date, today: date
) -> Forecast:
    """`asked_on` is the day the party has, or will have, the papers: casework begins then."""
    long_way = times.is_long(seat.code, seat.party_kind)
    if seat.state in FINAL:
        return Forecast(
            seat.code, Verdict.DECIDED, Because.ANSWERED, seat.decided_on, None, (), long_way
        )
    lead = times.lead_of(seat.code, seat.party_kind)
    first = seat.meeting_on if seat.meeting_of in COMMITTEES else None  # a committee's meeting
    named, after = (None, first + DAY) if first else (seat.meeting_on, date.min)
    since = date.min if seat.reached in PAST_CASEWORK else asked_on  # casework that is done
    days = {*known.get(Stage.COUNCIL, ()), *_one(named)}
    ways = [way_to(day, lead, times, known) for day in sorted(days)]
    ways = [way for way in ways if way.answer_by >= today and way.council >= after]
    coming = [way.council for way in ways]
    stated = named if named in coming else None
    meetings = tuple(
        Meeting(
            way,
            in_reach=way.council == stated or way.casework_from >= since,
            before_deadline=way.council <= deadline,
        )
        for way in ways
    )
    in_time = [meeting.way for meeting in meetings if meeting.in_reach and meeting.before_deadline]
    good = [way for way in in_time if not (stated and way.council < stated)]  # not there before
    reach = way_to(deadline, lead, times, known).casework_from >= since
    silent = not (stated or first or seat.reached)
    verdict, because = _verdict(good, stated, first, coming, times, deadline=deadline, reach=reach)
    in_reach = [meeting.way.council for meeting in meetings if meeting.in_reach]
    return Forecast(
        code=seat.code,
        verdict=verdict,
        because=because,
        expected_on=stated or next(iter(in_reach), None),
        latest=in_time[-1] if in_time else None,
        meetings=meetings,
        long_way=long_way,
        open_from=(
            _open_from(coming, known, lead, times, since, deadline, max(today, after))
            if verdict is Verdict.UNKNOWN
            else None
        ),
        late_item=bool(good) and silent and good[-1].item_final < today,
    )


def _open_from(
    coming: Sequence[date],
    known: Known,
    lead: Lead,
    times: LeadTimes,
    asked_on: date,
    deadline: date,
    today: date,
) -> date | None:
    """The first working day a meeting could be reached on, after those that are known."""
    day = max(today, asked_on, *(last + DAY for last in coming[-1:]))
    while day <= deadline:
        reached = way_to(day, lead, times, known).casework_from >= asked_on
        if reached and is_working_day(day):
            return day
        day += DAY
    return None


def _verdict(
    good: Sequence[Way],
    stated: date | None,
    first: date | None,
    coming: Sequence[date],
    times: LeadTimes,
    *,
    deadline: date,
    reach: bool,
) -> tuple[Verdict, Because]:
    if stated and stated > deadline:
        return Verdict.CANNOT, Because.STATED_LATE
    if first and first >= deadline:
        return Verdict.CANNOT, Because.COMMITTEE_LATE
    if len(good) >= times.safe_meetings:
        return Verdict.SAFE, Because.STATED if stated else Because.MEETINGS
    if good:
        return Verdict.TIGHT, Because.STATED if stated else Because.ONE_MEETING
    if not reach:
        return Verdict.CANNOT, Because.TOO_SHORT
    if not coming:
        return Verdict.UNKNOWN, Because.NO_CALENDAR
    if coming[-1] + CALENDAR_REACHES < deadline:
        return Verdict.UNKNOWN, Because.CALENDAR_ENDS
    return Verdict.CANNOT, Because.NO_MEETING


def _one(day: date | None) -> set[date]:
    return {day} if day else set()


def round_forecast(parties: Iterable[Forecast], *, asked_on: date, deadline: date) -> RoundForecast:
    found = tuple(parties)
    days = {party.expected_on for party in found if party.expected_on}
    decided_on = max(days, default=None)
    last = tuple(party.code for party in found if decided_on and party.expected_on == decided_on)
    return RoundForecast(asked_on, deadline, found, decided_on, last)
