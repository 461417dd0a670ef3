"""A contact hands the matter to a colleague, who gets its own link; the giver may then read."""

from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from actions.load import contacts_of
from actions.open_link import OpenedLink
from actions.party_domains import party_domains
from actions.record import chain_of, record
from actions.retire_contact import retire_contact, withdraw_delegation
from models.delegation import Delegation
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import ContactRole, DelegationState, Left, LetterKind
from notifications.outbox import Recipient, queue_letters
from rules.delegation import HandOver, may_hand_over, needs_approval

NEWEST = (
    select(Delegation)
    .where(
        Delegation.contact_id == bindparam("of"),
        col(Delegation.state) != DelegationState.WITHDRAWN,
    )
    .order_by(col(Delegation.id).desc())
    .limit(1)
)


def delegate(session: Session, opened: OpenedLink, given: HandOver, now: datetime) -> Delegation:
    """Done at once within the party's own mail domains; any other waits for the secretariat.

    What waits from before is withdrawn. `now` is the round's own clock. Raises Refusal: GONE when
    the round is over, CONFLICT when the colleague can answer already, else naming a field.
    """
    round_, seat, giver = opened.round_, opened.seat, opened.contact
    contacts = contacts_of(session, seat)
    known = may_hand_over(round_, giver, given, contacts)
    waits = needs_approval(given, known, party_domains(session, seat))
    withdrawn = withdraw_delegation(session, giver, now)
    delegation = Delegation(
        seat_id=seat.id or 0,
        contact_id=giver.id or 0,
        said_by=given.said_by,
        name=given.name,
        email=given.email,
        message=given.message,
        asked_at=now,
    )
    session.add(delegation)
    session.flush()
    if not waits:
        carry_out(session, round_, seat, delegation, now)
        return delegation
    record(
        session,
        chain_of(round_),
        "delegation.requested",
        f"delegation.requested:{delegation.id}",
        now,
        {"delegation": delegation.id, "withdraws": withdrawn, "by": f"contact:{giver.id}"},
        round_=round_,
        party_code=seat.code,
        private=_private(delegation),
    )
    return delegation


def carry_out(
    session: Session,
    round_: Round,
    seat: Seat,
    delegation: Delegation,
    now: datetime,
    approved_by: str = "",
) -> None:
    """The colleague speaks for the party from now on, and whoever gave it away does not."""
    giver = session.get_one(Contact, delegation.contact_id)
    colleague = _colleague(session, seat, delegation)
    delegation.state, delegation.colleague_id = DelegationState.DONE, colleague.id
    delegation.decided_at, delegation.decided_by = now, approved_by
    session.add(delegation)
    retire_contact(session, round_, giver, Left.DELEGATED, now)
    record(
        session,
        chain_of(round_),
        "seat.delegated",
        f"seat.delegated:{delegation.id}",
        now,
        {
            "delegation": delegation.id,
            "to": colleague.id,
            "approved_by": approved_by,
            "by": f"contact:{giver.id}",
        },
        round_=round_,
        party_code=seat.code,
        private=_private(delegation),
    )
    queue_letters(
        session,
        round_,
        LetterKind.DELEGATION,
        [Recipient(seat, colleague, {"delegation": delegation})],
        occasion=f"{delegation.id}",
        due_at=now,
    )


def newest_delegation(session: Session, contact: Contact) -> Delegation | None:
    """Done, waiting or refused; what was withdrawn does not count."""
    return session.exec(NEWEST, params={"of": contact.id}).first()


def _colleague(session: Session, seat: Seat, delegation: Delegation) -> Contact:
    """A new contact, or one there is: it keeps its row, and its link where that holds."""
    known = (c for c in contacts_of(session, seat) if c.email.lower() == delegation.email.lower())
    colleague = next(known, None) or Contact(
        seat_id=seat.id or 0, name=delegation.name, email=delegation.email
    )
    colleague.role, colleague.left, colleague.left_at = ContactRole.PRIMARY, None, None
    colleague.valid_from = colleague.valid_to = colleague.becomes = None
    session.add(colleague)
    session.flush()
    return colleague


def _private(delegation: Delegation) -> dict[str, str]:
    return {
        "name": delegation.name,
        "email": delegation.email,
        "message": delegation.message,
        "said_by": delegation.said_by,
    }
