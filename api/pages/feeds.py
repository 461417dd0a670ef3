"""Calendars that people subscribe to, each at a secret address of its own."""

from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from actions.read_feed import Feed, read_party_feed, read_round_feed
from api.doors import Now, Reading
from api.guards import link, public
from api.pages.party_route import LinkRoute
from models.settings import get_settings
from reports.feed import feed

router = APIRouter(route_class=LinkRoute)


@router.get("/calendar/{token}", dependencies=[Depends(link)])
def get_party_calendar(token: str, session: Reading, now: Now) -> Response:
    """A party's dates; `.ics` may stand at the end, as some programs want it."""
    return _answer(read_party_feed(session, token.removesuffix(".ics"), now))


@router.get("/m/{code}/calendar", dependencies=[Depends(public)])
def get_round_calendar(code: str, session: Reading, now: Now) -> Response:
    return _answer(read_round_feed(session, code, now))


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
