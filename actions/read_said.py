"""What operators have said of their tariffs, in rounds and of their own accord."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from models.event import Event
from models.report import ReportedDeviation
from models.round import Round
from models.seat import Seat
from models.tariff import TariffOperator, TariffService
from models.vocabulary import RoundState
from rules.questions.items import Item, ItemState, items_of
from rules.questions.tariff_explanation import Act
from rules.tariff_report import Place
from rules.tariff_said import Figure, Reported
from rules.tariff_standing import Said, Standing

STANDINGS = {
    ItemState.ASKED: Standing.ASKED,
    ItemState.TOLD: Standing.TOLD,
    ItemState.ASKED_BACK: Standing.ASKED_BACK,
    ItemState.ACCEPTED: Standing.ACCEPTED,
}
CHANGING = ("round.opened", "seat.answered", "item.accepted", "item.asked_back")
REPORTED = "deviation.reported"
ASKED = (
    select(Seat, Round.state)
    .join(Round, col(Round.id) == Seat.round_id)
    .where(
        col(Round.sandbox).is_(False),
        col(Round.opened_at).is_not(None),
        col(Seat.items) != [],
    )
    .order_by(col(Seat.id))
)


def read_said(session: Session) -> dict[Figure, Said]:
    """By the figure that was asked about; of a corrected one that was accepted, by the new one.
    What was asked last holds. Exercises say nothing; of a cancelled round only what was accepted
    before it was."""
    names = dict(session.exec(select(TariffOperator.id, TariffOperator.name)).all())
    found = {}
    for seat, state in session.exec(ASKED):
        for item in items_of(seat):
            if state is RoundState.CANCELLED and item.state is not ItemState.ACCEPTED:
                continue
            facts = item.facts
            name = names.get(facts["operator"], "")
            said = _said(item)
            taken = item.state is ItemState.ACCEPTED and said.corrected_ore
            ore = taken or facts["actual_ore"]
            found[Figure(name, facts["service"], facts["year"], ore)] = said
    return found


def read_reported(session: Session) -> list[Reported]:
    """The last report of each service and year, by operator and provision."""
    rows = session.exec(
        select(ReportedDeviation, TariffService, TariffOperator)
        .join(TariffService, col(TariffService.id) == ReportedDeviation.service_id)
        .join(TariffOperator, col(TariffOperator.id) == TariffService.operator_id)
        .order_by(col(ReportedDeviation.id))
    )
    last = {
        (service.id, told.year): Reported(
            Place(operator.name, service.provision, service.paragraph, service.service, told.year),
            told.service_id,
            Said(Standing.REPORTED, told.text, told.category, told.lasts),
        )
        for told, service, operator in rows
    }
    return sorted(last.values())


def said_last(session: Session) -> datetime | None:
    """When anything of it changed last; null: nothing was said or asked."""
    rounds = select(Seat.round_id).where(col(Seat.items) != [])
    in_rounds = select(func.max(Event.at)).where(
        col(Event.sandbox).is_(False),
        col(Event.kind).in_(CHANGING),
        col(Event.round_id).in_(rounds),
    )
    unasked = select(func.max(ReportedDeviation.reported_at))
    times: list[datetime | None] = [session.exec(query).one() for query in (in_rounds, unasked)]
    return max(filter(None, times), default=None)


def _said(item: Item) -> Said:
    told = item.told
    corrected = told.get("tariff_ore") if told.get("act") == Act.CORRECT else None
    return Said(
        STANDINGS[item.state],
        told.get("text") or "",
        told.get("category") or "",
        told.get("lasts") or "",
        corrected,
        tuple(file["filename"] for file in item.files),
    )
