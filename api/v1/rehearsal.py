"""What a round would send if nobody answered, or if everyone decided as forecast."""

from typing import Any

from fastapi import APIRouter

from actions.load import clock_of
from actions.read_rounds import round_shown
from actions.rehearse_round import Rehearsed, Scenario, rehearse_round
from api.doors import Now, Reading
from api.guards import KeyReader
from api.v1.types import RoundId, instant

router = APIRouter(tags=["rounds"])


@router.get("/rounds/{round_id}/rehearsal")
def get_rehearsal(
    round_id: RoundId,
    session: Reading,
    _who: KeyReader,
    now: Now,
    scenario: Scenario = Scenario.SILENCE,
) -> dict[str, Any]:
    """Every letter from now on, in order; nothing is sent. `at` is by the round's own clock."""
    round_ = round_shown(session, round_id)
    letters = rehearse_round(session, round_, clock_of(round_, now), scenario)
    return {"scenario": scenario, "items": [_letter(x) for x in letters], "next": None}


def _letter(letter: Rehearsed) -> dict[str, Any]:
    return {
        "code": letter.code,
        "party": letter.party,
        "to": letter.to,
        "kind": letter.kind,
        "at": instant(letter.at),
        "draft": letter.draft,
        "why": letter.why,
    }
