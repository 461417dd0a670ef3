"""What parties remarked, and the reply that all of them get."""

from typing import Any

from fastapi import APIRouter
from pydantic import Field, StrictInt

from actions.answer_remarks import answer_remarks
from actions.load import clock_of, round_by_id
from actions.read_remarks import remarks_of
from actions.read_rounds import round_shown
from api.doors import Now, Reading, Writing
from api.guards import KeyReader, KeySecretariat
from api.v1.types import Input, RoundId, Text, instant
from rules.refusal import Refusal
from rules.remarks import Remark

router = APIRouter(prefix="/rounds/{round_id}/remarks", tags=["remarks"])


class ReplyIn(Input):
    """`answer` is the id that the list names."""

    answer: StrictInt
    words: Text


class RepliesIn(Input):
    replies: list[ReplyIn] = Field(max_length=1_000)


@router.get("")
def get_remarks(round_id: RoundId, session: Reading, _who: KeyReader) -> dict[str, Any]:
    """Of the answers that stand; a closed item's text stays with the secretariat."""
    remarks = remarks_of(session, round_shown(session, round_id))
    return {"items": [shown(remark) for remark in remarks], "next": None}


@router.post("/replies", status_code=202)
def post_replies(
    round_id: RoundId, body: RepliesIn, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """Answer what has no reply yet, once and to all parties."""
    round_ = round_by_id(session, round_id)
    replies = {reply.answer: reply.words for reply in body.replies}
    if len(replies) < len(body.replies):
        raise Refusal("Et svar står der to gange.", field="replies")
    letters = answer_remarks(session, round_, replies, clock_of(round_, now), who.actor)
    items = [shown(remark) for remark in remarks_of(session, round_)]
    return {"letters": letters, "items": items}


def shown(remark: Remark) -> dict[str, Any]:
    """`points` empty: about the document, or the whole; `text` null: said behind closed doors."""
    reply = remark.reply
    return {
        "answer": remark.answer.id,
        "party": remark.seat.code,
        "points": list(remark.points),
        "document": remark.paper,
        "reserved": remark.reserved,
        "closed_item": remark.answer.closed_item,
        "text": remark.answer.remarks if remark.shared else None,
        "reply": reply.words if reply else None,
        "replied_at": instant(reply.replied_at) if reply else None,
    }
