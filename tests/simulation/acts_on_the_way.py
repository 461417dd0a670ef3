"""What parties do before they have anything to decide on: a line per act."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from actions.erase_draft import erase_draft
from actions.keep_draft import Written, keep_draft
from api.pages.forms import GivenFile
from models.round import Round
from models.seat import Answer
from models.vocabulary import Body, Outcome
from rules.danish_time import danish_date
from tests.simulation.acts import ANSWERED, ASKED, Act, a_seat, words
from tests.simulation.acts_of_parties import answers, by_link
from tests.simulation.world import World


def says_how_far(world: World) -> str:
    """Where the case was last, and when committees meet; the council's day is unknown."""

    def work(session: Session, round_: Round) -> Answer:
        opened = by_link(session, a_seat(world, session, round_, ASKED))
        committee = danish_date(world.now) + timedelta(days=world.chance.randint(-9, 30))
        further = committee + timedelta(days=world.chance.randint(0, 20))
        more: dict[str, Any] = {
            "body": world.chance.choice([Body.ADMINISTRATION, Body.COMMITTEE]),
            "committee_on": committee,
            "finance_committee_on": world.chance.choice([None, further]),
        }
        given = words(world, opened.seat, Outcome.NOT_YET, **more)
        return answers(world, session, opened, given)

    answer = world.unit(work)
    world.ledger.acknowledge(answer)
    return f"{answer.body} until {answer.finance_committee_on or answer.committee_on}"


def writes_a_draft(world: World) -> str:
    """Keeps what it has got so far, or thinks better of it; either way nothing is said."""

    def work(session: Session, round_: Round) -> str:
        opened = by_link(session, a_seat(world, session, round_, (*ASKED, *ANSWERED)))
        if world.chance.random() < 0.2:
            erase_draft(session, opened.contact)
            return f"{opened.seat.code} erases"
        typed = {"outcome": "approved", "remarks": "Æ" * world.chance.randrange(3)}
        file = GivenFile("a.pdf", b"%PDF-1.7 " + opened.seat.code.encode())
        evidence = world.chance.choice([None, file])
        keep_draft(session, opened, Written(typed, evidence), {}, world.now)
        return f"{opened.seat.code} keeps {typed}"

    return world.unit(work)


ON_THE_WAY = (
    Act("says how far it is", 3, says_how_far),
    Act("writes a draft", 2, writes_a_draft),
)
