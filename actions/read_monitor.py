"""What anyone with the monitor's address may see: how far a round is, and no personal data."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from actions.load import agreement_of, clock_of, seats_of, steps_of
from models.agreement import Agreement
from models.reference import parties
from models.round import Round, Step
from models.seat import Seat
from rules.danish_time import danish_date
from rules.refusal import Refusal, Why
from rules.seats import FINAL

CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class PublicParty:
    """A party by its official and its short name, and whether it has answered: not what."""

    code: str
    name: str
    short_name: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Monitor:
    """`parties` is empty unless the round names them; `lived` is the instant on its own clock."""

    round_: Round
    agreement: Agreement
    steps: list[Step]
    parties: list[PublicParty]
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
    seats = seats_of(session, found) if found.names_parties else []
    return Monitor(
        round_=found,
        agreement=agreement_of(session, found),
        steps=steps_of(session, found),
        parties=[_public(seat) for seat in seats],
        lived=clock_of(found, now),
    )


def _public(seat: Seat) -> PublicParty:
    return PublicParty(seat.code, seat.party, parties()[seat.code].name, seat.state in FINAL)
