"""What parties do, through the link they were sent: a line per act."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from actions.answer_seat import answer_seat
from actions.clear_reservation import confirm_met, open_clearance
from actions.decline_contact import decline_contact
from actions.delegate import delegate
from actions.load import answer_of, contacts_of, seats_of
from actions.mail_new_links import mail_new_links
from actions.object_to_answer import object_to_answer
from actions.open_link import OpenedLink, open_link
from actions.write_answer import Teller
from models.delegation import Delegation
from models.round import Round
from models.seat import Answer, Contact, Seat
from models.vocabulary import Body, Left, Outcome, SeatState
from rules.danish_time import danish_date
from rules.delegation import hand_over
from rules.questions.submission import Submission
from rules.refusal import Refusal, Why
from tests.load.builders import token_of
from tests.simulation.acts import (
    ANSWERED,
    ANY,
    ASKED,
    DECISIONS,
    Act,
    Do,
    a_seat,
    primary_of,
    words,
)
from tests.simulation.world import Accepted, Nothing, World


def by_link(session: Session, seat: Seat) -> OpenedLink:
    return open_link(session, token_of(primary_of(session, seat)), lock=True)


def tells(states: tuple[SeatState, ...], *outcomes: Outcome, meeting: bool = False) -> Do:
    """The party answers; with `meeting` it says when the case will be dealt with."""

    def do(world: World) -> str:
        def work(session: Session, round_: Round) -> Answer:
            opened = by_link(session, a_seat(world, session, round_, states))
            ahead = timedelta(days=world.chance.randint(1, 50))
            more = {"meeting_on": danish_date(world.now) + ahead} if meeting else {}
            given = words(world, opened.seat, world.chance.choice(outcomes), **more)
            return answers(world, session, opened, given)

        answer = world.unit(work)
        world.ledger.acknowledge(answer)
        until = f" until {answer.meeting_on}" if answer.meeting_on else ""
        return f"{answer.outcome}{until}, receipt {answer.receipt}"

    return do


def by_points(world: World) -> str:
    def work(session: Session, round_: Round) -> Answer:
        opened = by_link(session, a_seat(world, session, round_, ASKED))
        points = {number: world.chance.choice(DECISIONS) for number in (1, 2, 3)}
        given = words(world, opened.seat, Outcome.APPROVED, points=points, remarks="Se bilag.")
        return answers(world, session, opened, given)

    answer = world.unit(work)
    world.ledger.acknowledge(answer)
    return f"{answer.outcome} by points, receipt {answer.receipt}"


def several_at_once(world: World) -> str:
    """Three read the same page and all post it: one wins, the others are told who."""
    with_page = world.unit(lambda session, round_: _page(world, session, round_))
    winner, told = "", []
    for _ in range(3):
        given = words(world, with_page.seat, Outcome.APPROVED)
        try:
            answer = world.unit(lambda s, r, g=given: _answer_page(world, s, r, with_page, g))  # type: ignore[misc]
        except Refusal as refusal:
            told.append(refusal.why)
            if winner and (refusal.why, refusal.detail.get("answered_by")) != (
                Why.CONFLICT,
                winner,
            ):
                raise Accepted(f"the loser was not told of {winner}: {refusal.message}") from None
        else:
            if winner:
                raise Accepted("two answers to the same version of a seat")
            world.ledger.acknowledge(answer)
            winner = answer.name
    return f"{with_page.seat.code}: {winner or 'nobody'} wins, the others are told {told}"


def confirms_met(world: World) -> str:
    """What the secretariat said of the reservation; the name is typed, as for an answer."""

    def work(session: Session, round_: Round) -> Answer:
        pairs = [(seat, open_clearance(session, seat)) for seat in seats_of(session, round_)]
        said = [(seat, clearance) for seat, clearance in pairs if clearance]
        if not said:
            raise Nothing
        seat, clearance = world.chance.choice(said)
        opened, name = by_link(session, seat), world.ledger.types_a_name()
        facts = (clearance.id or 0, seat.version, name, "byrådssekretær", world.clock)
        return confirm_met(session, opened, *facts)

    answer = world.unit(work)
    world.ledger.acknowledge(answer)
    return f"{answer.outcome}, receipt {answer.receipt}"


def objects(world: World) -> str:
    """To what was registered on its behalf; as it stands the form objects to nothing."""

    name = world.ledger.types_a_name()

    def work(session: Session, round_: Round) -> str:
        stands = [(seat, answer_of(session, seat)) for seat in seats_of(session, round_)]
        held = [(seat, a) for seat, a in stands if a and a.on_behalf_by]
        if not held:
            raise Nothing
        seat, answer = world.chance.choice(held)
        said = (answer.number, "Det er ikke vores.", name, "byrådssekretær")
        object_to_answer(session, by_link(session, seat), *said, world.clock)
        return seat.code

    code = world.unit(work)
    world.ledger.hear(name)
    return code


def refused(states: tuple[SeatState, ...], outcome: Outcome, **changes: Any) -> Do:
    """What cannot be: a value, or a function of the seat's version and of today's date."""

    def do(world: World) -> str:
        def work(session: Session, round_: Round) -> Answer:
            opened = by_link(session, a_seat(world, session, round_, states))
            facts = {"version": opened.seat.version, "today": danish_date(world.clock)}
            odd = {k: v(facts) if callable(v) else v for k, v in changes.items()}
            return answers(world, session, opened, words(world, opened.seat, outcome, **odd))

        raise Accepted(f"an answer that cannot be: receipt {world.unit(work).receipt}")

    return do


def old_link(world: World) -> str:
    def work(session: Session, round_: Round) -> str:
        token = _ended(world, session, round_)
        open_link(session, token)
        raise Accepted(f"the ended link {token[:7]} opens")

    return world.unit(work)


def new_link(world: World) -> str:
    def work(session: Session, round_: Round) -> int:
        return mail_new_links(session, _ended(world, session, round_), world.clock)

    return f"{world.unit(work)} sent"


def _ended(world: World, session: Session, round_: Round) -> str:
    """A link that no longer holds."""
    seat = a_seat(world, session, round_, ANY)
    contact = next((c for c in contacts_of(session, seat) if c.link_generation > 1), None)
    if contact is None:
        raise Nothing
    return token_of(Contact(**contact.model_dump() | {"link_generation": 1}))


def answers(world: World, session: Session, opened: OpenedLink, given: Submission) -> Answer:
    teller = Teller(contact=opened.contact)
    return answer_seat(session, opened.round_, opened.seat, given, teller, world.clock)


def _page(world: World, session: Session, round_: Round) -> OpenedLink:
    return by_link(session, a_seat(world, session, round_, ASKED))


def _answer_page(
    world: World, session: Session, round_: Round, page: OpenedLink, given: Submission
) -> Answer:
    seat = session.get_one(Seat, page.seat.id)
    contact = session.get_one(Contact, page.contact.id)
    return answers(world, session, OpenedLink(round_, seat, contact), given)


def _yesterdays(facts: dict[str, Any]) -> int:
    return int(facts["version"]) - 1


def _far_ahead(facts: dict[str, Any]) -> Any:
    return facts["today"] + timedelta(days=40)


def delegates(world: World) -> str:
    """To a colleague at an address of its own, now and then a foreign one, or back to a giver."""

    def work(session: Session, round_: Round) -> Delegation:
        opened = by_link(session, a_seat(world, session, round_, ANY))
        number, code = world.chance.randrange(1_000), opened.seat.code
        given = [c.email for c in contacts_of(session, opened.seat) if c.left is Left.DELEGATED]
        email = world.chance.choice([*given, f"kollega{number}.{code}@example.org"])
        if world.chance.random() < 0.3:
            email = f"raadgiver{number}.{code}@example.com"
        wanted = hand_over("Kollega Å", email, "Du kender sagen.", world.ledger.types_a_name())
        return delegate(session, opened, wanted, world.clock)

    delegation = world.unit(work)
    return f"to {delegation.email}: {delegation.state}"


def says_not_mine(world: World) -> str:
    def work(session: Session, round_: Round) -> str:
        opened = by_link(session, a_seat(world, session, round_, ANY))
        decline_contact(session, opened, "Spørg borgerservice.", world.clock)
        return f"{opened.contact.email} of {opened.seat.code}"

    return world.unit(work)


def answers_after_handing_over(world: World) -> str:
    """By the link that was given away, which still opens."""

    def work(session: Session, round_: Round) -> OpenedLink:
        seat = a_seat(world, session, round_, ANY)
        giver = next((c for c in contacts_of(session, seat) if c.left is Left.DELEGATED), None)
        if giver is None:
            raise Nothing
        return open_link(session, token_of(giver), lock=True)

    raise Accepted(f"{world.unit(work).contact.email} handed the matter over, and may answer")


PARTIES = (
    Act("approves", 10, tells(ASKED, Outcome.APPROVED)),
    Act("decides", 4, tells(ASKED, *DECISIONS)),
    Act("answers by points", 2, by_points),
    Act("gives a date", 6, tells(ASKED, Outcome.NOT_YET, meeting=True)),
    Act("has no date", 2, tells(ASKED, Outcome.NOT_YET)),
    Act("corrects", 2, tells(ANSWERED, *DECISIONS)),
    Act("withdraws", 1, tells(ANSWERED, Outcome.NOT_YET)),
    Act("withdraws until", 1, tells(ANSWERED, Outcome.NOT_YET, meeting=True)),
    Act("confirms it is met", 2, confirms_met),
    Act("objects", 1, objects),
    Act("several at once", 1.5, several_at_once),
    Act("answers an old page", 1, refused(ANY, Outcome.APPROVED, version=_yesterdays)),
    Act("decides in the future", 0.5, refused(ASKED, Outcome.APPROVED, decided_on=_far_ahead)),
    Act("lets a committee decide", 0.5, refused(ASKED, Outcome.APPROVED, body=Body.COMMITTEE)),
    Act("corrects without a reason", 0.5, refused(ANSWERED, Outcome.REJECTED, reason="")),
    Act("answers without a name", 0.5, refused(ASKED, Outcome.APPROVED, name=" ")),
    Act("opens an ended link", 0.5, old_link),
    Act("asks for a new link", 0.5, new_link),
    Act("delegates", 2, delegates),
    Act("says it is not mine", 1, says_not_mine),
    Act("answers after handing over", 0.5, answers_after_handing_over),
)
