"""Whoever comes to speak for a party late is told what the others were, when it was sent out."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from actions.load import steps_of
from actions.record import chain_of, record
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import ContactRole, LetterKind, RoundState
from notifications.outbox import Recipient, queue_letters
from notifications.unwritten import queue_bare
from rules.closing import LIVE
from rules.seats import FINAL

OCCASION = {LetterKind.INVITATION: "open", LetterKind.ANNOUNCEMENT: "announced"}
EVENT = {LetterKind.INVITATION: "party.invited", LetterKind.ANNOUNCEMENT: "party.announced"}


def ask_late(
    session: Session,
    round_: Round,
    pairs: Sequence[tuple[Seat, Contact]],
    now: datetime,
    by: str,
) -> None:
    """The invitation of a round that is open, the announcement of one that was announced; only to
    primary contacts of parties that have not answered. The announcement is written now: it names
    the days that a later letter may say have moved."""
    kind = _told(session, round_)
    if kind is None:
        return
    for seat, contact in pairs:
        if contact.role is not ContactRole.PRIMARY or seat.state in FINAL:
            continue
        again = f"-{contact.link_generation}" if contact.link_generation > 1 else ""
        to, occasion = [Recipient(seat, contact)], OCCASION[kind] + again
        queue = queue_bare if kind is LetterKind.INVITATION else queue_letters
        queue(session, round_, kind, to, occasion=occasion, due_at=now)
        record(
            session,
            chain_of(round_),
            EVENT[kind],
            f"{EVENT[kind]}:{contact.id}:{contact.link_generation}",
            now,
            {"by": by},
            round_=round_,
            party_code=seat.code,
        )


def _told(session: Session, round_: Round) -> LetterKind | None:
    """Null: the others have been told nothing yet, or nothing that still holds."""
    if round_.state in LIVE:
        return LetterKind.INVITATION
    if round_.state is not RoundState.DRAFT or round_.announced_at is None:
        return None
    halted = any(step.halted for step in steps_of(session, round_))
    return None if halted else LetterKind.ANNOUNCEMENT
