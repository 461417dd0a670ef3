"""The letters to come, day by day, before any of them is sent."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import Response

from actions.load import clock_of
from actions.read_rounds import round_shown
from actions.rehearse_round import Rehearsed, Scenario, rehearse_round
from api.doors import Now, Reading
from api.guards import SignedIn
from api.pages import wording
from api.pages.rendering import page
from api.pages.rounds import RoundId
from models.vocabulary import LetterKind
from notifications.danish import plural
from rules.danish_time import danish_date

router = APIRouter()
OTHER = ("andet brev", "andre breve")
SCENARIOS = (
    (Scenario.SILENCE, "Hvis ingen svarer"),
    (Scenario.CALENDAR, "Hvis alle beslutter som ventet"),
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Letters of one kind that go out for the same reason on the same day."""

    day: date
    kind: LetterKind
    why: str
    draft: bool
    letters: tuple[Rehearsed, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """All the letters in a sentence: how many, to how many parties, of which kinds, in order of
    their first."""

    letters: int
    parties: int
    kinds: tuple[str, ...]


@router.get("/rounds/{round_id}/rehearsal")
def show_rehearsal(
    request: Request,
    round_id: RoundId,
    session: Reading,
    _who: SignedIn,
    now: Now,
    scenario: Scenario = Scenario.SILENCE,
) -> Response:
    round_ = round_shown(session, round_id)
    lived = clock_of(round_, now)
    letters = [] if round_.ended_at else rehearse_round(session, round_, lived, scenario)
    return page(
        request,
        "desk/rehearsal.html",
        round=round_,
        letters=letters,
        batches=batches(letters),
        summary=summary(letters),
        scenario=scenario,
        scenarios=SCENARIOS,
        words=wording,
    )


def summary(letters: list[Rehearsed]) -> Summary:
    count = Counter(letter.kind for letter in letters)
    kinds = tuple(
        plural(number, *wording.LETTERS.get(kind, OTHER)) for kind, number in count.items()
    )
    return Summary(len(letters), len({letter.code for letter in letters}), kinds)


def batches(letters: list[Rehearsed]) -> list[Batch]:
    """In the order of the days, and within a day of their kinds and reasons."""

    def same(letter: Rehearsed) -> tuple[date, str, str, bool]:
        return danish_date(letter.at), letter.kind, letter.why, letter.draft

    return [
        Batch(day, LetterKind(kind), why, draft, tuple(group))
        for (day, kind, why, draft), group in groupby(sorted(letters, key=same), key=same)
    ]
