"""What the secretariat's desk shows: the list of rounds, and one round as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from actions.load import agreement_of, clock_of, documents_of, points_of, seats_of, steps_of
from actions.move_clock import next_occurrence
from actions.read_adoption import adoption_of
from actions.read_rounds import round_shown, users_by_actor
from actions.read_tasks import read_tasks
from actions.record import chain_of
from actions.record_deadline import deadlines_of
from actions.revisions import draft_of, published_of
from actions.round_calendar import round_calendar_token
from models.agreement import Agreement, Document
from models.event import Event
from models.letter import Letter
from models.reference import kkr_names
from models.revision import Revision
from models.round import DeadlineFact, RecommendationPoint, Round, Step
from models.seat import Seat
from models.vocabulary import RoundState
from rules.adoption import Adoption
from rules.closing import goes_on
from rules.deadlines import in_force, internal
from rules.questions.registry import question_of
from rules.tasks import Task

LATEST = 8
OVER = [RoundState.CLOSED, RoundState.CANCELLED]


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round in the list; `lived` is the instant on its own clock."""

    round_: Round
    kkr: str
    lived: datetime


def read_rounds(session: Session, now: datetime) -> list[RoundLine]:
    """Live rounds by deadline, then those that are over, the newest first."""
    over = col(Round.state).in_(OVER)
    rows = session.exec(
        select(Round, Agreement.kkr)
        .join(Agreement, col(Agreement.id) == Round.agreement_id)
        .order_by(over, col(Round.deadline), col(Round.id).desc())
    )
    names = kkr_names()
    return [RoundLine(round_, names[kkr], clock_of(round_, now)) for round_, kkr in rows]


def read_agreements(session: Session) -> list[tuple[Agreement, bool]]:
    """Every agreement there is a round about, the newest first, and whether it is an exercise's."""
    rows = session.exec(
        select(Agreement, Round.sandbox)
        .join(Round, col(Round.agreement_id) == Agreement.id)
        .order_by(col(Agreement.id).desc())
        .distinct()
    )
    return [(agreement, sandbox) for agreement, sandbox in rows]


@dataclass(frozen=True, slots=True)
class RoundDesk:
    """One round as the secretariat sees it.

    lived            the instant on the round's own clock
    events, letters  the newest, newest first; `letter_count` is of all
    next_at          when something happens next in a sandbox; null in a real round
    versions         the new versions there have been, newest first; preparing: one is drafted
    without_contact  codes of the seats that have no primary contact
    users            e-mail by actor, for who did what
    letter_to        whom a draft, failed or doubtful letter is for, by its id
    siblings         the other rounds about the agreement, the newest first
    calendar         what opens the secretariat's calendar of the round
    """

    round_: Round
    agreement: Agreement
    siblings: Sequence[Round]
    kkr: str
    lived: datetime
    tasks: list[Task]
    adoption: Adoption
    seats: list[Seat]
    steps: list[Step]
    deadlines: list[DeadlineFact]
    points: list[RecommendationPoint]
    documents: list[Document]
    versions: list[Revision]
    preparing: bool
    events: Sequence[Event]
    letters: Sequence[Letter]
    letter_count: int
    next_at: datetime | None
    without_contact: frozenset[str]
    users: dict[str, str]
    letter_to: dict[int, str]
    calendar: str

    @property
    def party(self) -> dict[str, str]:
        """Official names by code."""
        return {seat.code: seat.party for seat in self.seats}

    @property
    def in_force(self) -> DeadlineFact:
        return in_force(self.deadlines)

    @property
    def goes_on(self) -> bool:
        return goes_on(self.round_)

    @property
    def party_of_seat(self) -> dict[int | None, Seat]:
        return {seat.id: seat for seat in self.seats}


def read_desk(session: Session, round_id: int, now: datetime) -> RoundDesk:
    """Raises Refusal (UNKNOWN) when there is no such round."""
    round_ = round_shown(session, round_id)
    agreement, lived = agreement_of(session, round_), clock_of(round_, now)
    seats, steps = seats_of(session, round_), steps_of(session, round_)
    documents, deadlines = documents_of(session, round_), deadlines_of(session, round_)
    standing = adoption_of(round_, seats, lived)
    own = internal(deadlines)
    todo = read_tasks(
        session,
        round_,
        seats,
        steps,
        lived,
        documents=len(documents) if question_of(round_).words.papers else None,
        tacit=standing.tacit,
        own_deadline=own.falls_on if own else None,
    )
    return RoundDesk(
        round_=round_,
        agreement=agreement,
        siblings=_siblings(session, round_),
        kkr=kkr_names()[agreement.kkr],
        lived=lived,
        tasks=todo.tasks,
        adoption=standing,
        seats=seats,
        steps=steps,
        deadlines=deadlines,
        points=points_of(session, round_),
        documents=documents,
        versions=published_of(session, round_),
        preparing=draft_of(session, round_) is not None,
        events=newest_events(session, round_, LATEST),
        letters=newest_letters(session, round_, LATEST),
        letter_count=session.exec(
            select(func.count()).select_from(Letter).where(Letter.round_id == round_.id)
        ).one(),
        next_at=next_occurrence(session, round_),
        without_contact=todo.without_contact,
        users=users_by_actor(session),
        letter_to=todo.letter_to,
        calendar=round_calendar_token(session, round_),
    )


def _siblings(session: Session, round_: Round) -> Sequence[Round]:
    query = select(Round).where(Round.agreement_id == round_.agreement_id, Round.id != round_.id)
    return session.exec(query.order_by(col(Round.id).desc())).all()


def newest_events(session: Session, round_: Round, limit: int) -> Sequence[Event]:
    query = select(Event).where(Event.chain == chain_of(round_))
    return session.exec(query.order_by(col(Event.seq).desc()).limit(limit)).all()


def newest_letters(session: Session, round_: Round, limit: int) -> Sequence[Letter]:
    query = select(Letter).where(Letter.round_id == round_.id)
    return session.exec(query.order_by(col(Letter.id).desc()).limit(limit)).all()
