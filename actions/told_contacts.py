"""Whom a change of the round's days concerns: the parties that were told of them."""

from sqlmodel import Session, col, select

from actions.start_round import primary_contacts
from models.letter import Letter
from models.round import Round
from models.vocabulary import LetterKind, LetterState, RoundState, SeatState
from notifications.outbox import Recipient

TOLD_BY = (LetterKind.ANNOUNCEMENT, LetterKind.EXTENSION, LetterKind.POSTPONEMENT)


def told_contacts(session: Session, round_: Round, *states: SeatState) -> list[Recipient]:
    """Whoever speaks for them now; only seats in the given states when any are given.

    An open round has told everyone that can be told; a draft those it was announced to.
    """
    recipients = primary_contacts(session, round_, *states)
    if round_.state is not RoundState.DRAFT:
        return recipients
    told = set(
        session.exec(
            select(Letter.seat_id).where(
                Letter.round_id == round_.id,
                col(Letter.kind).in_(TOLD_BY),
                Letter.state != LetterState.CANCELLED,
            )
        )
    )
    return [to for to in recipients if to.seat.id in told]
