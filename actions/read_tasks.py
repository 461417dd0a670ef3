"""What the secretariat must do now in a round, and whom it is about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from actions.decide_delegation import waiting_delegations
from actions.object_to_answer import objected_codes
from actions.read_forecast import too_late
from actions.register_answer import waiting_codes
from models.letter import Letter
from models.round import Round, Step
from models.seat import Contact, Seat
from models.vocabulary import ContactRole, Left, LetterState
from rules.tasks import Facts, Task, tasks

DOUBTFUL = [LetterState.DRAFT, LetterState.FAILED, LetterState.UNKNOWN]


@dataclass(frozen=True, slots=True)
class ToDo:
    """`letter_to`: whom a draft, failed or doubtful letter is for, by its id; `without_contact`:
    codes of the seats that nothing can be written to."""

    tasks: list[Task]
    without_contact: frozenset[str]
    letter_to: dict[int, str]


def read_tasks(
    session: Session,
    round_: Round,
    seats: Sequence[Seat],
    steps: Sequence[Step],
    lived: datetime,
    *,
    documents: int | None,
    tacit: Collection[str],
    own_deadline: date | None,
) -> ToDo:
    """As `rules/tasks.py` names them; `lived` is the round's own clock."""
    without, doubtful = _without_contact(session, round_), _doubtful(session, round_)
    facts = Facts(
        round_=round_,
        seats=seats,
        steps=steps,
        without_contact=without,
        letters=[(letter, state) for letter, state, _ in doubtful],
        documents=documents,
        too_late=[party.code for party in too_late(session, round_, lived)],
        tacit=tacit,
        own_deadline=own_deadline,
        declined=_declined(session, round_),
        objected=objected_codes(session, round_),
        unconfirmed=waiting_codes(session, round_),
        delegations=list(
            dict.fromkeys(seat.code for _, seat, _ in waiting_delegations(session, round_))
        ),
    )
    letter_to = {letter: party for letter, _, party in doubtful}
    return ToDo(tasks(facts, lived), frozenset(without), letter_to)


def _without_contact(session: Session, round_: Round) -> list[str]:
    """Of those that nothing can be written to, now or on a day to come."""
    speaks = [ContactRole.PRIMARY, ContactRole.COMING]
    primary = select(Contact.seat_id).where(col(Contact.role).in_(speaks))
    query = select(Seat.code).where(Seat.round_id == round_.id, col(Seat.id).not_in(primary))
    return list(session.exec(query.order_by(col(Seat.id))))


def _declined(session: Session, round_: Round) -> set[str]:
    query = select(Seat.code).join(Contact, col(Contact.seat_id) == Seat.id)
    said_so = query.where(Seat.round_id == round_.id, Contact.left == Left.NOT_MINE)
    return set(session.exec(said_so))


def _doubtful(session: Session, round_: Round) -> list[tuple[int, LetterState, str]]:
    """Id, state, and the party it is for; not those to whoever spoke for it before."""
    rows = session.exec(
        select(Letter.id, Letter.state, Seat.party)
        .join(Seat, col(Seat.id) == Letter.seat_id)
        .join(Contact, col(Contact.id) == Letter.contact_id)
        .where(Letter.round_id == round_.id, or_(*(Letter.state == s for s in DOUBTFUL)))
        .where(Contact.role != ContactRole.FORMER)
        .order_by(col(Letter.id))
    )
    return [(letter or 0, LetterState(state), party) for letter, state, party in rows]
