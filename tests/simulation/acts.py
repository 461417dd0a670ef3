"""What acts are made of: somebody, a unit of work, and words to say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from actions.load import contacts_of, seats_of
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import Body, ContactRole, Outcome, PartyKind, SeatState
from rules.danish_time import danish_date
from rules.questions.submission import Submission
from tests.simulation.world import Nothing, World

ASKED = (SeatState.WAITING, SeatState.SCHEDULED)
ANSWERED = (SeatState.ANSWERED, SeatState.CHECKED)
ANY = ASKED + ANSWERED
DECISIONS = (
    Outcome.APPROVED,
    Outcome.APPROVED_WITH_REMARKS,
    Outcome.APPROVED_WITH_RESERVATION,
    Outcome.REJECTED,
)
Do = Callable[[World], str]
Work = Callable[[World, Session, Round], str]


@dataclass(frozen=True, slots=True)
class Act:
    """`weight` says how often it is done among its kind; `do` tells what came of it."""

    name: str
    weight: float
    do: Do


def at_the_desk(work: Work) -> Do:
    """A unit of work on the round, as every button is."""
    return lambda world: world.unit(lambda session, round_: work(world, session, round_))


def at_the_timeline(work: Work) -> Do:
    """A unit of work that lives the round's timeline up to now, as the engine does."""

    def do(world: World) -> str:
        told = world.unit(lambda session, round_: work(world, session, round_))
        world.lives()
        return told

    return do


def a_seat(world: World, session: Session, round_: Round, states: tuple[SeatState, ...]) -> Seat:
    found = [seat for seat in seats_of(session, round_) if seat.state in states]
    if not found:
        raise Nothing
    return world.chance.choice(found)


def primary_of(session: Session, seat: Seat) -> Contact:
    for contact in contacts_of(session, seat):
        if contact.role is ContactRole.PRIMARY:
            return contact
    raise Nothing


def words(world: World, seat: Seat, outcome: Outcome, **changes: Any) -> Submission:
    """A whole answer as somebody would type it on this day; `changes` make it odd."""
    today = danish_date(world.now)
    region = seat.party_kind is PartyKind.REGION
    decided = outcome is not Outcome.NOT_YET
    given: dict[str, Any] = {
        "version": seat.version,
        "name": world.ledger.types_a_name(),
        "title": "byrådssekretær",
        "outcome": outcome,
        "decided_on": today - timedelta(days=world.chance.randrange(12)) if decided else None,
        "body": (Body.REGIONAL_COUNCIL if region else Body.COUNCIL) if decided else None,
        "remarks": "Det bemærkes." if decided and outcome is not Outcome.APPROVED else "",
        "reason": "En tastefejl." if seat.state in ANSWERED else "",
    }
    return Submission(**given | changes)
