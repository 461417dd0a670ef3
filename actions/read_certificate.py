"""The certificate of a round that was closed, as the record has it."""

from sqlmodel import Session, col, select

from actions.load import agreement_of, points_of
from actions.record import chain_of
from models.event import Event
from models.on_behalf import Objection
from models.round import Round
from models.seat import Answer
from models.vocabulary import RoundState
from notifications.danish import remarks_heading
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
        _texts(session, closed),
    )


def _texts(session: Session, closed: Event) -> list[Text]:
    """In the order of the list, and under the names in it; what was said after the close is not
    part of what the round ended with."""
    entitled = closed.payload["entitled"]
    receipts = [party["receipt"] for party in entitled]
    open_items = col(Answer.receipt).in_(receipts), col(Answer.closed_item).is_(False)
    answers = {a.receipt: a for a in session.exec(select(Answer).where(*open_items))}
    told = [(party["party"], answers.get(party["receipt"])) for party in entitled]
    objections = _objections(session, closed, [answer.id for answer in answers.values()])
    return [
        (party, heading, words)
        for party, answer in told
        if answer
        for heading, words in (
            (remarks_heading(answer).lower(), answer.remarks),
            ("afvigende mening", answer.dissent),
            *objections.get(answer.id, ()),
        )
        if words
    ]


def _objections(
    session: Session, closed: Event, answers: list[int | None]
) -> dict[int | None, list[tuple[str, str]]]:
    """Heading and words by answer; all were settled, for else the round could not be closed."""
    query = select(Objection).where(
        col(Objection.answer_id).in_(answers), col(Objection.settled_at) <= closed.at
    )
    found: dict[int | None, list[tuple[str, str]]] = {}
    for said in session.exec(query.order_by(col(Objection.id))):
        pairs = [("indsigelse", said.words), ("afklaring af indsigelsen", said.settlement)]
        found.setdefault(said.answer_id, []).extend(pairs)
    return found
