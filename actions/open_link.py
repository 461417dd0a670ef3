"""From a token to the seat it is for; opening a link reads and changes nothing."""

import re
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.keys import get_keys
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import RoundState
from rules.links import TOKEN_LENGTH, contact_id_of, verifies
from rules.refusal import Refusal, Why

TRAILING = re.compile(r"[.,;:!?)>\]}»\"']{1,3}")


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What a valid link stands for."""

    round_: Round
    seat: Seat
    contact: Contact


def open_link(session: Session, token: str, *, lock: bool = False) -> OpenedLink:
    """Raises Refusal: UNKNOWN for what never was a link, GONE for one that has ended.

    lock  take the round's row until commit, for whoever is about to answer
    """
    unknown = Refusal(
        "Linket virker ikke. Måske er det blevet klippet over i mailen: kopiér hele adressen.",
        why=Why.UNKNOWN,
    )
    text = _without_punctuation(token)
    contact_id = contact_id_of(text)
    contact = session.get(Contact, contact_id) if contact_id is not None else None
    if contact is None or contact.id is None:
        raise unknown
    generations = range(contact.link_generation, 0, -1)
    fits = (
        generation
        for generation in generations
        if verifies(
            text,
            get_keys(),
            seat_id=contact.seat_id,
            contact_id=contact.id,
            generation=generation,
        )
    )
    generation = next(fits, None)
    if generation is None:
        raise unknown
    if generation != contact.link_generation:
        raise Refusal("Linket er afløst af et nyere. Brug det i den seneste mail.", why=Why.GONE)
    query = select(Round).join(Seat, col(Seat.round_id) == Round.id)
    query = query.where(Seat.id == contact.seat_id)
    round_ = session.exec(query.with_for_update(of=Round) if lock else query).one()
    seat = session.get_one(Seat, contact.seat_id)  # after the lock: as the last answer left it
    if round_.state is RoundState.CANCELLED:
        raise Refusal(f"Runden »{round_.title}« er annulleret: {round_.end_reason}", why=Why.GONE)
    return OpenedLink(round_, seat, contact)


def _without_punctuation(token: str) -> str:
    """Mail programs take the full stop after a link along."""
    kept, rest = token[:TOKEN_LENGTH], token[TOKEN_LENGTH:]
    return kept if not rest or TRAILING.fullmatch(rest) else token
