"""The whole country at once: four KKR, 98 municipalities and four regions, asked in one minute."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.database import transaction
from models.keys import get_keys
from models.round import Round
from models.seat import Contact, Seat
from rules import links
from tests.builders import real_round

COUNTRY = ("oestdanmark", "syddanmark", "midtjylland", "nordjylland")
PARTIES = 102  # 98 municipalities, Region Østdanmark and three more regions


@dataclass(frozen=True, slots=True)
class Party:
    seat_id: int
    code: str
    token: str

    @property
    def body(self) -> str:
        return "council" if len(self.code) == 3 else "regional_council"


def country(engine: Engine, now: datetime) -> list[Party]:
    """Four open rounds with two months to go; every party with its link."""
    deadline = now.date() + timedelta(days=60)
    with transaction(engine) as session:
        rounds = [real_round(session, now, kkr=kkr, deadline=deadline) for kkr in COUNTRY]
        return [party for round_ in rounds for party in parties_of(session, round_)]


def parties_of(session: Session, round_: Round) -> list[Party]:
    rows = session.exec(
        select(Seat, Contact)
        .join(Contact, col(Contact.seat_id) == Seat.id)
        .where(Seat.round_id == round_.id)
        .order_by(col(Seat.id))
    )
    return [Party(seat.id or 0, seat.code, token_of(contact)) for seat, contact in rows]


def token_of(contact: Contact) -> str:
    return links.token(
        get_keys()[0],
        seat_id=contact.seat_id,
        contact_id=contact.id or 0,
        generation=contact.link_generation,
    )
