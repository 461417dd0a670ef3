"""The forecast of a round, and the meetings that it is reckoned from."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from actions.change_lead_times import change_lead_times, lead_times_of
from actions.load import clock_of, seats_of
from actions.meeting_file import read_meetings
from actions.read_forecast import read_forecast
from actions.read_rounds import round_shown
from actions.record_meetings import import_meetings, record_meetings
from api.doors import Now, Reading, Writing, utc_now
from api.guards import SecretariatForm, SignedIn
from api.pages import forecast_view, wording
from api.pages.errors import redisplays
from api.pages.forms import Form, TypedForm
from api.pages.lead_time_input import may_be_long, told_lead_times
from api.pages.meeting_input import told_calendars
from api.pages.number_input import weeks_words
from api.pages.rendering import page
from api.pages.round_verbs import Lived, Locked
from api.pages.rounds import RoundId
from api.pages.seat_verbs import TheSeat, back
from api.pages.seats import seat_again
from models.round import Round
from models.vocabulary import RoundState
from rules.calendars import FIELD
from rules.closing import LIVE
from rules.danish_time import danish_date
from rules.lead_time_changes import LIMITS
from rules.lead_times import LeadTimes
from rules.refusal import Refusal

router = APIRouter(prefix="/rounds/{round_id}")


@router.get("/forecast")
def show_forecast(
    request: Request, round_id: RoundId, session: Reading, _who: SignedIn, now: Now
) -> Response:
    round_ = round_shown(session, round_id)
    return _page(request, session, round_, now, Form("calendars"))


def _again(request: Request, session: Session, form: Form, status: int) -> Response:
    round_ = round_shown(session, int(request.path_params["round_id"]))
    return _page(request, session, round_, utc_now(), form, status)


@router.post("/calendars", dependencies=[Depends(redisplays(_again))])
def add_calendars(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    """A whole file of meetings; all or none."""
    file = typed.file(FIELD)
    if file is None:
        raise Refusal("Vælg en fil med mødedatoer.", field=FIELD)
    count = import_meetings(session, round_, read_meetings(file.content), lived, who.actor)
    done = "calendars" if count else "calendars-none"
    return RedirectResponse(f"/rounds/{round_.id}/forecast?done={done}", 303)


@router.post("/lead-times", dependencies=[Depends(redisplays(_again))])
def write_lead_times(
    round_: Locked, typed: TypedForm, session: Writing, who: SecretariatForm, lived: Lived
) -> Response:
    """What the forecast assumes of how long a case takes."""
    given = told_lead_times(typed, lead_times_of(round_), seats_of(session, round_))
    change_lead_times(session, round_, given, lived, who.actor)
    return RedirectResponse(f"/rounds/{round_.id}/forecast?done=lead-times", 303)


@router.post("/seats/{code}/meetings", dependencies=[Depends(redisplays(seat_again))])
def write_meetings(
    round_: Locked,
    seat: TheSeat,
    typed: TypedForm,
    session: Writing,
    who: SecretariatForm,
    lived: Lived,
) -> Response:
    told = told_calendars(typed, seat.code, danish_date(lived))
    record_meetings(session, round_, told, lived, who.actor, "Sekretariatet")
    return back(seat, "meetings")


def _page(
    request: Request,
    session: Session,
    round_: Round,
    now: Now,
    form: Form,
    status: int = 200,
) -> Response:
    lived = clock_of(round_, now)
    found, seats = read_forecast(session, round_, lived), seats_of(session, round_)
    names = {seat.code: seat.party for seat in seats}
    return page(
        request,
        "desk/forecast.html",
        status,
        round=round_,
        found=found,
        lines=forecast_view.lines(found, names, danish_date(lived)),
        counts=forecast_view.counts(found),
        last=[names[code] for code in found.last],
        lead=LeadTimes.of(round_.policy),
        lead_limits=LIMITS,
        quiet_weeks=weeks_words(lead_times_of(round_)["quiet_weeks"]),
        may_be_long=may_be_long(seats),
        may_change=round_.state in {RoundState.DRAFT, *LIVE},
        lived=lived,
        form_of=lambda name: form if form.name == name else Form(name),
        refused=form,
        words=wording,
    )
