"""Who can decide before the deadline, and the meetings that it is reckoned from."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from pydantic import Field, StrictInt
from sqlmodel import Session

from actions.calendar_file import told_by_calendar
from actions.change_lead_times import change_lead_times, lead_times_of
from actions.load import clock_of, round_by_id, seat_by_code, seats_of
from actions.meeting_file import read_meetings
from actions.read_forecast import read_forecast, too_late
from actions.read_rounds import round_shown
from actions.record_meetings import import_meetings, record_meetings
from api.doors import Now, Reading, Writing
from api.guards import KeyReader, KeySecretariat
from api.v1.types import Input, IsoDate, RoundId, Text, day
from models.round import Round
from models.seat import Seat
from models.vocabulary import Stage
from notifications.forecast_words import why
from rules.calendars import GivenMeeting
from rules.danish_time import danish_date
from rules.forecast import Forecast, RoundForecast, Verdict
from rules.lead_times import Way
from rules.party_names import party_named

router = APIRouter(tags=["forecast"])


class MeetingIn(Input):
    party: Text
    falls_on: IsoDate
    stage: Text = Stage.COUNCIL


class LeadIn(Input):
    """One length of the way; the first two are calendar days, the others working days."""

    finance_committee_days: StrictInt
    committee_days: StrictInt
    final_working_days: StrictInt
    casework_working_days: StrictInt


class LeadTimesIn(Input):
    """As the forecast shows them under `lead_times`; `long_way` holds party codes."""

    normal: LeadIn
    long: LeadIn
    safe_meetings: StrictInt
    answer_working_days: StrictInt
    quiet_weeks: list[StrictInt] = Field(max_length=60)
    long_way: list[Text] = Field(max_length=200)


class Meetings(Input):
    meetings: list[MeetingIn] = Field(min_length=1, max_length=20_000)


@router.get("/rounds/{round_id}/forecast")
def get_forecast(round_id: RoundId, session: Reading, _who: KeyReader, now: Now) -> dict[str, Any]:
    """Verdict, expected decision and reasoning for each party, and for the round as a whole."""
    round_ = round_shown(session, round_id)
    found = read_forecast(session, round_, clock_of(round_, now))
    seats = {seat.code: seat for seat in seats_of(session, round_)}
    return {
        **summary(found),
        "lead_times": lead_times_of(round_),
        "items": [_party(party, seats[party.code]) for party in found.parties],
        "next": None,
    }


@router.put("/rounds/{round_id}/lead-times")
def put_lead_times(
    round_id: RoundId, body: LeadTimesIn, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """What the round assumes of how long a case takes, and whose take the long way."""
    round_ = round_by_id(session, round_id)
    lived = clock_of(round_, now)
    change_lead_times(session, round_, body.model_dump(), lived, who.actor)
    found = summary(read_forecast(session, round_, lived))
    return {**found, "lead_times": lead_times_of(round_)}


@router.post("/rounds/{round_id}/calendars")
def post_calendars(
    round_id: RoundId, body: Meetings, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """Meetings of councils and committees, all or none. From a party's first given date to its last
    they take the place of what was known; the same again changes nothing."""
    round_ = round_by_id(session, round_id)
    given = [
        GivenMeeting(meeting.party, meeting.falls_on, meeting.stage, f"meetings[{index}]")
        for index, meeting in enumerate(body.meetings)
    ]
    lived = clock_of(round_, now)
    changed = import_meetings(session, round_, given, lived, who.actor)
    return {"changed": changed, **summary(read_forecast(session, round_, lived))}


@router.post("/rounds/{round_id}/calendars/file")
def post_calendar_file(
    round_id: RoundId,
    file: Annotated[UploadFile, File()],
    session: Writing,
    now: Now,
    who: KeySecretariat,
    party: Annotated[str, Form(max_length=300)] = "",
) -> dict[str, Any]:
    """The same from a file (multipart: `file`): CSV or xlsx with a row per meeting, or with `party`
    that party's iCalendar file, which tells its meetings from today on."""
    round_ = round_by_id(session, round_id)
    lived, content = clock_of(round_, now), file.file.read()
    if party:
        seat = seat_by_code(session, round_, party_named(party))
        told = told_by_calendar(content, seat.code, danish_date(lived))
        changed = record_meetings(session, round_, told, lived, who.actor, "Fil")
    else:
        changed = import_meetings(session, round_, read_meetings(content), lived, who.actor)
    return {"changed": changed, **summary(read_forecast(session, round_, lived))}


def warnings(session: Session, round_: Round, now: Now) -> Sequence[dict[str, Any]]:
    """The parties that cannot decide in time, as whoever starts a round is told."""
    return [
        {"party": party.code, "because": party.because, "why": why(party)}
        for party in too_late(session, round_, clock_of(round_, now))
    ]


def summary(found: RoundForecast) -> dict[str, Any]:
    return {
        "asked_on": day(found.asked_on),
        "deadline": day(found.deadline),
        "decided_on": day(found.decided_on),
        "last": list(found.last),
        "counts": {verdict: found.count(verdict) for verdict in Verdict},
    }


def _party(party: Forecast, seat: Seat) -> dict[str, Any]:
    return {
        "code": party.code,
        "party": seat.party,
        "verdict": party.verdict,
        "because": party.because,
        "why": why(party),
        "expected_on": day(party.expected_on),
        "latest_meeting": day(party.latest.council) if party.latest else None,
        "item_final": day(party.latest.item_final) if party.latest else None,
        "late_item": party.late_item,
        "open_from": day(party.open_from),
        "long_way": party.long_way,
        "meetings": [
            {
                **_way(meeting.way),
                "in_reach": meeting.in_reach,
                "before_deadline": meeting.before_deadline,
            }
            for meeting in party.meetings
        ],
    }


def _way(way: Way) -> dict[str, Any]:
    return {
        "council": day(way.council),
        "finance_committee": day(way.finance_committee),
        "committee": day(way.committee),
        "item_final": day(way.item_final),
        "casework_from": day(way.casework_from),
        "answer_by": day(way.answer_by),
    }
