"""The secretariat answers what parties remarked: once, and to all of them."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, func, select

from actions.read_remarks import remarks_of
from actions.record import chain_of, record
from actions.start_round import primary_contacts
from models.reply import Reply
from models.round import Round
from models.vocabulary import LetterKind
from notifications.outbox import queue_letters
from rules.closing import LIVE
from rules.refusal import Refusal, Why
from rules.remarks import Remark
from rules.text import paragraphs

REPLIED = "remarks.replied"


def answer_remarks(
    session: Session, round_: Round, replies: Mapping[int, str], now: datetime, by: str
) -> int:
    """One letter to every party with the whole list; returns how many letters there are.

    replies  what is answered, by the id of the answer that has the remarks; every one of them

    Raises Refusal: INVALID for a reply that is empty, CONFLICT for remarks that stand no longer,
    were answered before, or are a closed item's. What came after the list was looked at waits for
    the next.
    """
    if round_.state not in LIVE:
        raise Refusal("Runden er ikke ude til godkendelse.", why=Why.CONFLICT)
    if not replies:
        raise Refusal("Der er ingen bemærkninger at svare på.", why=Why.CONFLICT)
    remarks = {remark.answer.id: remark for remark in remarks_of(session, round_)}
    told = [(_open(remarks.get(id_)), _said(id_, words)) for id_, words in replies.items()]
    number = 1 + (session.exec(_NEWEST.where(Reply.round_id == round_.id)).one() or 0)
    session.add_all(_reply(round_, number, remark, words, now, by) for remark, words in told)
    session.flush()
    letters = queue_letters(
        session,
        round_,
        LetterKind.REMARKS_ANSWERED,
        primary_contacts(session, round_),
        occasion=f"list-{number}",
        due_at=now,
        facts={"replies": told},
    )
    record(
        session,
        chain_of(round_),
        REPLIED,
        f"{REPLIED}:{number}",
        now,
        {
            "number": number,
            "answers": {remark.seat.code: remark.answer.number for remark, _ in told},
            "letters": letters,
            "by": by,
        },
        round_=round_,
        private={"replies": {remark.seat.code: words for remark, words in told}},
    )
    return letters


_NEWEST = select(func.max(col(Reply.number)))


def _open(remark: Remark | None) -> Remark:
    if remark is None or not remark.shared:
        raise Refusal(
            "En bemærkning er ændret, siden listen blev vist. Se den igen, og svar derefter.",
            why=Why.CONFLICT,
        )
    if remark.reply is not None:
        raise Refusal(f"{remark.seat.party} har fået svar på det.", why=Why.CONFLICT)
    return remark


def _said(answer_id: int, words: str) -> str:
    said = paragraphs(words, f"replies.{answer_id}", limit=4_000)
    if not said:
        raise Refusal("Skriv et svar til hver bemærkning.", field=f"replies.{answer_id}")
    return said


def _reply(round_: Round, number: int, remark: Remark, words: str, now: datetime, by: str) -> Reply:
    return Reply(
        round_id=round_.id or 0,
        answer_id=remark.answer.id or 0,
        number=number,
        words=words,
        replied_at=now,
        replied_by=by,
    )
