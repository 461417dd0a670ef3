"""What a party is asked about one by one: shown, accepted, or asked back."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import Field, StrictInt

from actions.load import clock_of, round_by_id, seat_by_code
from actions.read_rounds import round_shown
from actions.settle_items import Verdict, settle_items
from api.doors import Now, Reading, Writing
from api.guards import KeyReader, KeySecretariat
from api.v1.seats import shown
from api.v1.types import Code, Input, RoundId, Text, listing
from rules.questions.items import Item, items_of

router = APIRouter(tags=["seats"])


class VerdictIn(Input):
    """About one of the things the party was asked; `question` goes with `ask_back`."""

    number: StrictInt
    verdict: Literal["accept", "ask_back"]
    question: Text = ""


class VerdictsIn(Input):
    """`question` is asked where `ask_back` has none of its own."""

    verdicts: Annotated[list[VerdictIn], Field(max_length=10_000)]
    question: Text = ""


@router.get("/rounds/{round_id}/seats/{code}/items")
def get_items(round_id: RoundId, code: Code, session: Reading, _who: KeyReader) -> dict[str, Any]:
    """What the party is asked about one by one, what it told of each, and how that stands."""
    seat = seat_by_code(session, round_shown(session, round_id), code)
    return listing(items_of(seat), item_json, lambda item: item.number)


@router.post("/rounds/{round_id}/seats/{code}/verdicts")
def post_verdicts(
    round_id: RoundId,
    code: Code,
    body: VerdictsIn,
    session: Writing,
    now: Now,
    who: KeySecretariat,
) -> dict[str, Any]:
    """Accept what the party told, or ask back; the party gets one letter with all questions."""
    round_ = round_by_id(session, round_id)
    seat = seat_by_code(session, round_, code)
    given = [
        Verdict(v.number, v.verdict == "accept", v.question.strip() or body.question)
        for v in body.verdicts
    ]
    settle_items(session, round_, seat, given, clock_of(round_, now), who.actor)
    return {**shown(seat), "items": [item_json(item) for item in items_of(seat)]}


def item_json(item: Item) -> dict[str, Any]:
    """One of the things a party is asked about: what was told of it, and how that stands."""
    return {
        "number": item.number,
        "title": item.title,
        "lead": item.lead,
        "state": item.state,
        "told": dict(item.told),
        "question": item.question,
    }
