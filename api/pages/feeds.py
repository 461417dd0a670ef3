"""Calendars that people subscribe to, each at a secret address of its own."""

from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from actions.read_feed import Feed, read_party_feed, read_public_feed
from actions.round_calendar import read_round_calendar
from api.doors import Now, Reading
from api.guards import link, public
from api.pages.party_route import LinkRoute
from models.settings import get_settings
from reports.feed import feed

router = APIRouter(route_class=LinkRoute)
SUFFIX = ".ics"  # may stand at the end, as some programs want it


@router.get("/calendar/{token}", dependencies=[Depends(link)])
def get_party_calendar(token: str, session: Reading, now: Now) -> Response:
    """A party's dates; `.ics` may stand at the end, as some programs want it."""
    return _answer(read_party_feed(session, token.removesuffix(SUFFIX), now))


@router.get("/round-calendar/{token}", dependencies=[Depends(link)])
def get_round_calendar(token: str, session: Reading, now: Now) -> Response:
    """The secretariat's dates in a round, with when each council is expected to decide."""
    return _answer(read_round_calendar(session, token.removesuffix(SUFFIX), now))


@router.get("/m/{code}/calendar", dependencies=[Depends(public)])
@router.get("/m/{code}/calendar.ics", dependencies=[Depends(public)], include_in_schema=False)
def get_public_calendar(code: str, session: Reading, now: Now) -> Response:
    """A round's timeline and deadline, for whoever has the monitor's address."""
    return _answer(read_public_feed(session, code, now))


def _answer(found: Feed) -> Response:
    host = urlsplit(get_settings().base_url).hostname or "localhost"
    content = feed(
        found.name,
        host,
        found.entries,
        changed_at=found.changed.at,
        sequence=found.changed.times,
    )
    name = {"Content-Disposition": 'inline; filename="rammeaftale.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=name)
