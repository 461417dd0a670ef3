"""The monitor: how far a round is, for anyone who was given its address; no personal data."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from actions.read_monitor import Monitor, read_monitor
from api.doors import Now, Reading
from api.guards import public
from api.pages.public_words import days_left, timeline
from api.pages.rendering import page
from api.pages.wording import round_state
from models.vocabulary import RoundState
from notifications.adoption_words import REASONS
from notifications.question_words import words_of
from reports.tilemap import Marked, tile_map
from rules.closing import LIVE
from rules.questions.registry import question_of

router = APIRouter(dependencies=[Depends(public)])


@router.get("/m/{code}")
def get_monitor(
    request: Request, code: str, session: Reading, now: Now, auto: bool = False
) -> Response:
    """`auto` reloads the page every minute, for a wall screen; a reader is left in peace."""
    monitor = read_monitor(session, code, now)
    round_ = monitor.round_
    return page(
        request,
        "monitor/page.html",
        monitor=monitor,
        round=round_,
        agreement=monitor.agreement,
        address=f"/m/{code}",
        auto=auto,
        live=round_.state in LIVE,
        over=round_.state in {RoundState.CLOSED, RoundState.CANCELLED},
        state=round_state(round_, monitor.lived),
        days_left=days_left(round_.deadline, monitor.today),
        timeline=timeline(round_, monitor.steps),
        map=_map(monitor),
        reasons=REASONS,
        question=question_of(round_),
        kind=words_of(round_, monitor.agreement),
        now=now,
    )


def _map(monitor: Monitor) -> str:
    if not monitor.parties:
        return ""
    marked = [Marked(party.code, party.short_name, party.answered) for party in monitor.parties]
    answered = sum(party.answered for party in monitor.parties)
    title = f"Kort over parterne: {answered} af {len(marked)} har svaret. Tabellen viser det samme."
    return tile_map(marked, title)
