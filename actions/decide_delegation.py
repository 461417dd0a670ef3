"""The secretariat approves or refuses a hand-over to an address outside the party's domains."""

from datetime import datetime

from sqlmodel import Session, col, select

from actions.delegate import carry_out
from actions.load import contacts_of
from actions.record import chain_of, record
from models.delegation import Delegation
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import DelegationState, LetterKind
from notifications.outbox import Recipient, queue_letters
from rules.delegation import HandOver, may_hand_over
from rules.refusal import Refusal, Why
from rules.text import paragraphs


def approve_delegation(
    session: Session, round_: Round, seat: Seat, delegation_id: int, now: datetime, by: str
) -> Delegation:
    """As when the party's own domain had let it through; whoever asked for it is told."""
    delegation, giver = _waiting(session, seat, delegation_id)
    wanted = HandOver(delegation.name, delegation.email, delegation.message, delegation.said_by)
    may_hand_over(round_, giver, wanted, contacts_of(session, seat))
    carry_out(session, round_, seat, delegation, now, approved_by=by)
    _tell(session, round_, seat, delegation, giver, now)
    return delegation


def refuse_delegation(
    session: Session,
    round_: Round,
    seat: Seat,
    delegation_id: int,
    reason: str,
    now: datetime,
    by: str,
) -> Delegation:
    """Whoever asked still speaks for the party, and is told why."""
    said = paragraphs(reason, "reason", limit=1_000)
    if not said:
        raise Refusal("Skriv til parten, hvorfor sagen ikke kan gives videre.", field="reason")
    delegation, giver = _waiting(session, seat, delegation_id)
    delegation.state, delegation.reason = DelegationState.REFUSED, said
    delegation.decided_at, delegation.decided_by = now, by
    session.add(delegation)
    session.flush()
    record(
        session,
        chain_of(round_),
        "delegation.refused",
        f"delegation.refused:{delegation.id}",
        now,
        {"delegation": delegation.id, "asked_by": f"contact:{giver.id}", "by": by},
        round_=round_,
        party_code=seat.code,
        private={"reason": said},
    )
    _tell(session, round_, seat, delegation, giver, now)
    return delegation


def waiting_delegations(session: Session, round_: Round) -> list[tuple[Delegation, Seat, Contact]]:
    """Each with whoever wants to hand over, the oldest first."""
    rows = session.exec(
        select(Delegation, Seat, Contact)
        .join(Seat, col(Seat.id) == Delegation.seat_id)
        .join(Contact, col(Contact.id) == Delegation.contact_id)
        .where(Seat.round_id == round_.id, Delegation.state == DelegationState.WAITING)
        .order_by(col(Delegation.id))
    )
    return [(delegation, seat, giver) for delegation, seat, giver in rows]


def _waiting(session: Session, seat: Seat, delegation_id: int) -> tuple[Delegation, Contact]:
    delegation = session.get(Delegation, delegation_id, with_for_update=True)
    if delegation is None or delegation.seat_id != seat.id:
        raise Refusal(f"{seat.party} har ikke bedt om det.", why=Why.UNKNOWN)
    if delegation.state is not DelegationState.WAITING:
        raise Refusal("Det er der allerede taget stilling til.", why=Why.CONFLICT)
    return delegation, session.get_one(Contact, delegation.contact_id)


def _tell(
    session: Session,
    round_: Round,
    seat: Seat,
    delegation: Delegation,
    giver: Contact,
    now: datetime,
) -> None:
    queue_letters(
        session,
        round_,
        LetterKind.DELEGATION_DECIDED,
        [Recipient(seat, giver, {"delegation": delegation})],
        occasion=f"{delegation.id}",
        due_at=now,
    )
