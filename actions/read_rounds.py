"""Reads of rounds and what belongs to them; nothing here takes a lock or changes a row."""

from collections.abc import Sequence

from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select

from actions.record import chain_of
from models.access import User
from models.event import Event
from models.letter import Letter
from models.round import Round
from models.seat import Seat
from rules.refusal import Refusal, Why


def round_shown(session: Session, round_id: int) -> Round:
    """Raises Refusal (UNKNOWN) when there is no such round."""
    found = session.get(Round, round_id)
    if found is None:
        raise Refusal(f"Der er ingen runde {round_id}.", why=Why.UNKNOWN)
    return found


def rounds_after(session: Session, after: int, limit: int) -> Sequence[Round]:
    """Rounds by id, from the first one after `after`; no list shows the costly policy."""
    query = select(Round).where(col(Round.id) > after).order_by(col(Round.id)).limit(limit)
    query = query.options(defer(Round.policy))  # type: ignore[arg-type]
    return session.exec(query).all()


def events_of(session: Session, round_: Round, *, after: int = 0, limit: int) -> Sequence[Event]:
    """The round's chain in order, from the first seq after `after`."""
    query = select(Event).where(Event.chain == chain_of(round_), col(Event.seq) > after)
    return session.exec(query.order_by(col(Event.seq)).limit(limit)).all()


def letters_of(
    session: Session, round_: Round, *, after: int = 0, limit: int
) -> Sequence[tuple[Letter, Seat | None]]:
    """The round's letters in the order they were queued, each with the seat it was for."""
    query = (
        select(Letter, Seat)
        .join(Seat, col(Seat.id) == Letter.seat_id, isouter=True)
        .where(Letter.round_id == round_.id, col(Letter.id) > after)
        .order_by(col(Letter.id))
        .limit(limit)
    )
    return session.exec(query).all()


def times_recorded(
    session: Session, round_: Round, kind: str, party_code: str | None = None
) -> int:
    """How often a kind stands in the round's chain; what a repeatable fact is numbered by."""
    query = select(func.count()).select_from(Event)
    query = query.where(Event.chain == chain_of(round_), Event.kind == kind)
    if party_code is not None:
        query = query.where(Event.party_code == party_code)
    return session.exec(query).one()


def users_by_actor(session: Session) -> dict[str, str]:
    """E-mail by how the person is named in events, e.g. `user:1`."""
    return {f"user:{user.id}": user.email for user in session.exec(select(User))}
