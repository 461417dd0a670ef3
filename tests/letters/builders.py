"""A round with its agreement, seats and contacts, of which a test names only what matters to it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import Session

from models.agreement import Agreement, AgreementVersion
from models.round import RecommendationPoint, Round, Step
from models.seat import Answer, Contact, Seat
from models.settings import Settings
from models.vocabulary import Body, Outcome, PartyKind, RoundState
from notifications.outbox import Recipient

OPENED = datetime(2020, 9, 8, 6, 0, tzinfo=UTC)  # 08.00 in Denmark
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TITLE = "Rammeaftale 2021-2022 for KKR Sjælland"


def settings(smtp_url: str = "", letters_per_minute: int = 0) -> Settings:
    return Settings(
        _env_file=None,
        base_url="https://rammeaftale.example.org",
        secret_key="a key for tests only",
        smtp_url=smtp_url,
        letters_per_minute=letters_per_minute,
        mail_from="afsender@example.org",
    )


def a_round(session: Session, **changes: Any) -> Round:
    agreement = Agreement(
        title=TITLE,
        kkr="sjaelland",
        period_from=date(2021, 1, 1),
        period_to=date(2022, 12, 31),
        case_number="2020-1234",
    )
    session.add(agreement)
    session.flush()
    version = AgreementVersion(agreement_id=agreement.id or 0, number=1, created_at=OPENED)
    session.add(version)
    session.flush()
    facts: dict[str, Any] = {
        "agreement_id": agreement.id,
        "version_id": version.id,
        "template": "sjaelland-2021-2022",
        "kind": "approval",
        "title": TITLE,
        "state": RoundState.OPEN,
        "deadline": date(2020, 12, 1),
        "policy": {},
        "parties": 18,
        "created_at": OPENED,
        "monitor_code": f"monitor-{agreement.id}",
        "secretariat_name": "Fælleskommunalt sekretariat, KKR Sjælland",
        "secretariat_email": "sekretariat@example.org",
        "secretariat_phone": "55 00 00 00",
    }
    round_ = Round(**facts | changes)
    session.add(round_)
    session.flush()
    return round_


def a_timeline(session: Session, round_: Round, *, recommended: bool = True) -> None:
    kkr = date(2020, 9, 7)
    for position, (key, title, planned_on, held_on) in enumerate(
        [
            ("kkr_approval", "KKR Sjælland godkender", kkr, kkr if recommended else None),
            ("sign_off", "Godkendelse i kommunerne og regionen", date(2020, 9, 8), None),
            ("submission", "Oversendelse til Socialstyrelsen", date(2020, 12, 1), None),
            ("entry_into_force", "Aftalen træder i kraft", date(2021, 1, 1), None),
        ]
    ):
        session.add(
            Step(
                round_id=round_.id or 0,
                position=position,
                key=key,
                title=title,
                planned_on=planned_on,
                held_on=held_on,
            )
        )
    for number, text in enumerate(
        ["at Rammeaftale 2021-2022 godkendes", "at de fælles mål godkendes"], start=1
    ):
        session.add(RecommendationPoint(round_id=round_.id or 0, number=number, text=text))
    session.flush()


def a_seat(session: Session, round_: Round, **changes: Any) -> Seat:
    facts: dict[str, Any] = {
        "round_id": round_.id,
        "code": "320",
        "party": "Faxe Kommune",
        "party_kind": PartyKind.MUNICIPALITY,
        "council": "byrådet",
        "case_number": "27.00.00-P20-1-20",
    }
    seat = Seat(**facts | changes)
    session.add(seat)
    session.flush()
    return seat


def a_contact(session: Session, seat: Seat, **changes: Any) -> Contact:
    facts: dict[str, Any] = {"name": "Søren Ærø", "email": "soren.aeroe@faxe.example.org"}
    contact = Contact(**{"seat_id": seat.id} | facts | changes)
    session.add(contact)
    session.flush()
    return contact


def recipients(session: Session, round_: Round, *addresses: str) -> list[Recipient]:
    """One seat and contact per address; codes count from 001."""
    made = []
    for number, address in enumerate(addresses, start=1):
        seat = a_seat(session, round_, code=f"{number:03}", party=f"Kommune {number}")
        made.append(Recipient(seat, a_contact(session, seat, email=address)))
    return made


def an_answer(seat: Seat, **changes: Any) -> Answer:
    facts: dict[str, Any] = {
        "seat_id": seat.id,
        "number": 1,
        "seat_version": 1,
        "outcome": Outcome.APPROVED,
        "decided_on": date(2020, 11, 12),
        "body": Body.COUNCIL,
        "agenda_item": "7",
        "name": "Åse Østergård",
        "title": "byrådssekretær",
        "submitted_at": datetime(2020, 11, 13, 13, 5, tzinfo=UTC),
        "receipt": "2020-000017",
        "chain_head": "3f" * 32,
    }
    return Answer(**facts | changes)
