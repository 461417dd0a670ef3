"""Where the secretariat's calendar of a round is read, and how that address is ended."""

from fastapi import APIRouter
from sqlmodel import Session

from actions.load import clock_of, round_by_id
from actions.read_rounds import round_shown
from actions.round_calendar import end_round_calendar, round_calendar_token
from api.doors import Now, Reading, Writing
from api.guards import KeyReader, KeySecretariat
from api.v1.types import RoundId
from models.round import Round
from models.settings import get_settings

router = APIRouter(tags=["rounds"])


@router.get("/rounds/{round_id}/calendar-address")
def get_calendar_address(round_id: RoundId, session: Reading, _who: KeyReader) -> dict[str, str]:
    """An iCalendar feed of the round's dates; whoever has the address reads it without a key."""
    return _address(session, round_shown(session, round_id))


@router.post("/rounds/{round_id}/calendar-address")
def post_calendar_address(
    round_id: RoundId, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, str]:
    """A new address; the one before opens nothing any more."""
    round_ = round_by_id(session, round_id)
    end_round_calendar(session, round_, clock_of(round_, now), who.actor)
    return _address(session, round_)


def _address(session: Session, round_: Round) -> dict[str, str]:
    token = round_calendar_token(session, round_)
    return {"address": f"{get_settings().base_url}/round-calendar/{token}.ics"}
