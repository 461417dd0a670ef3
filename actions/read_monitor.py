"""What anyone with the monitor's address may see: how far a round is, and no personal data."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from actions.load import agreement_of, clock_of, seats_of, steps_of
from actions.read_adoption import adoption_of
from models.agreement import Agreement
from models.reference import parties
from models.round import Round, Step
from models.seat import Seat
from rules.adoption import Adoption, InTheWay
from rules.danish_time import danish_date
from rules.refusal import Refusal, Why
from rules.seats import FINAL

CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class PublicParty:
    """A party by its official and its short name, whether it has answered, and why it stands in
    the way of the round's end, if it does."""

    code: str
    name: str
    short_name: str
    answered: bool
    in_the_way: InTheWay | None


@dataclass(frozen=True, slots=True)
class Monitor:
    """`parties` is empty unless the round names them; `lived` is the instant on its own clock.

    in_the_way  how many parties stand in the way of the round's end, by reason
    """

    round_: Round
    agreement: Agreement
    steps: list[Step]
    parties: list[PublicParty]
    in_the_way: dict[InTheWay, int]
    lived: datetime

    @property
    def today(self) -> date:
        return danish_date(self.lived)


def read_monitor(session: Session, code: str, now: datetime) -> Monitor:
    """Raises Refusal (UNKNOWN) when no round has that monitor."""
    found = None
    if CODE.fullmatch(code):
        found = session.exec(select(Round).where(Round.monitor_code == code)).first()
    if found is None:
        raise Refusal("Adressen kendes ikke. Spørg den, der gav dig den.", why=Why.UNKNOWN)
    seats, lived = seats_of(session, found), clock_of(found, now)
    standing = adoption_of(found, seats, lived)
    return Monitor(
        round_=found,
        agreement=agreement_of(session, found),
        steps=steps_of(session, found),
        parties=[_public(seat, standing) for seat in seats] if found.names_parties else [],
        in_the_way=standing.counts,
        lived=lived,
    )


def _public(seat: Seat, standing: Adoption) -> PublicParty:
    party, answered = parties().get(seat.code), seat.state in FINAL
    name = party.name if party else seat.party
    return PublicParty(seat.code, seat.party, name, answered, standing.why(seat.code))
