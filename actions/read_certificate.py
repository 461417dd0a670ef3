"""The certificate of a round that was closed, as the record has it."""

from typing import Any

from sqlmodel import Session, col, select

from actions.load import agreement_of, points_of
from actions.record import chain_of
from models.event import Event
from models.round import Round
from models.seat import Answer
from models.vocabulary import Outcome, RoundState
from notifications.proof import documents_of
from reports.certificate import Text, certificate_pdf
from rules.refusal import Refusal, Why


def read_certificate(session: Session, round_: Round) -> bytes:
    """A PDF; the same round gives the same bytes. Refusal (UNKNOWN) until the round is closed."""
    if round_.state is not RoundState.CLOSED:
        raise Refusal("Runden er ikke afsluttet, så der er intet bevis endnu.", why=Why.UNKNOWN)
    closed = session.exec(
        select(Event)
        .where(Event.chain == chain_of(round_), Event.kind == "round.closed")
        .order_by(col(Event.seq).desc())
        .limit(1)
    ).one()
    return certificate_pdf(
        round_,
        agreement_of(session, round_),
        closed,
        points_of(session, round_),
        documents_of(session, round_),
        _texts(session, closed.payload["entitled"]),
    )


def _texts(session: Session, entitled: list[dict[str, Any]]) -> list[Text]:
    """In the order of the list, and under the names in it."""
    receipts = [party["receipt"] for party in entitled]
    open_items = col(Answer.receipt).in_(receipts), col(Answer.closed_item).is_(False)
    answers = {a.receipt: a for a in session.exec(select(Answer).where(*open_items))}
    return [
        (party["party"], heading, words)
        for party in entitled
        if (answer := answers.get(party["receipt"]))
        for heading, words in (
            (_heading(answer), answer.remarks),
            ("afvigende mening", answer.dissent),
        )
        if words
    ]


def _heading(answer: Answer) -> str:
    reserved = answer.outcome is Outcome.APPROVED_WITH_RESERVATION
    return "forbehold" if reserved else "bemærkninger"
