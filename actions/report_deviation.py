"""An operator reports a deviation before anybody asks, by its link or through the secretariat."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from actions.record import record
from models.report import ReportedDeviation
from models.tariff import TariffOperator, TariffService
from rules.questions.tariff_explanation import CATEGORIES, DURATIONS
from rules.refusal import Refusal, Why
from rules.tariff_cap_changes import YEARS
from rules.tariff_cells import Unreadable
from rules.tariff_lines import operator_named, service_of
from rules.text import line, paragraphs
from rules.verify import SYSTEM


@dataclass(frozen=True, slots=True)
class GivenDeviation:
    """`name` and `title` are who tells it."""

    service_id: int
    year: int
    category: str
    text: str
    lasts: str
    name: str
    title: str


def report_deviation(
    session: Session, operator: TariffOperator, given: GivenDeviation, now: datetime, by: str
) -> ReportedDeviation:
    """Raises Refusal naming the field; the same again changes nothing."""
    told = _checked(session, operator, given)
    same = session.exec(
        select(ReportedDeviation)
        .where(ReportedDeviation.service_id == told.service_id, ReportedDeviation.year == told.year)
        .order_by(col(ReportedDeviation.id).desc())
    ).first()
    if same and (same.category, same.text, same.lasts) == (told.category, told.text, told.lasts):
        return same
    row = ReportedDeviation(**asdict(told), reported_at=now, reported_by=by)
    session.add(row)
    session.flush()
    record(
        session,
        SYSTEM,
        "deviation.reported",
        f"deviation.reported:{row.id}",
        now,
        {
            "operator": operator.name,
            "service": row.service_id,
            "year": row.year,
            "category": row.category,
            "lasts": row.lasts,
            "by": by,
        },
        private={"text": row.text, "name": row.name, "title": row.title},
    )
    return row


def operators_by_name(session: Session) -> Sequence[TariffOperator]:
    return session.exec(select(TariffOperator).order_by(col(TariffOperator.key))).all()


def operator_by_id(session: Session, operator_id: int) -> TariffOperator:
    found = session.get(TariffOperator, operator_id)
    if found is None:
        raise Refusal(f"Der er ingen driftsherre {operator_id}.", why=Why.UNKNOWN)
    return found


def service_named(
    session: Session, operator: str, provision: str, paragraph: str, service: str
) -> tuple[TariffOperator, int]:
    """By names as people write them. Raises Refusal naming what is not known."""
    try:
        whose = operator_named(" ".join(operator.split()))
    except Unreadable as unreadable:
        raise Refusal(str(unreadable), field="operator") from None
    query = select(TariffOperator).where(TariffOperator.key == whose.key)
    found = session.exec(query).first()
    if found is None:
        raise Refusal(f"Der er ingen takster fra »{operator[:60]}«.", field="operator")
    key = service_of(whose, provision, paragraph, service).key
    named = select(TariffService.id).where(
        TariffService.operator_id == found.id, TariffService.key == key
    )
    return found, session.exec(named).first() or 0


def services_of(session: Session, operator: TariffOperator) -> list[tuple[int, str]]:
    """What the operator has tariffs of: id and name, as a list to choose from."""
    rows = session.exec(
        select(TariffService)
        .where(TariffService.operator_id == operator.id)
        .order_by(
            col(TariffService.provision), col(TariffService.paragraph), col(TariffService.service)
        )
    )
    return [
        (row.id or 0, ", ".join(filter(None, (row.provision, row.service, row.paragraph))))
        for row in rows
    ]


def _checked(session: Session, operator: TariffOperator, given: GivenDeviation) -> GivenDeviation:
    service = session.get(TariffService, given.service_id)
    if service is None or service.operator_id != operator.id:
        raise Refusal("Vælg den takst, det drejer sig om.", field="service")
    if given.year not in YEARS:
        raise Refusal("Året skal ligge mellem 2000 og 2100.", field="year")
    if given.category not in dict(CATEGORIES):
        raise Refusal("Vælg den vigtigste årsag.", field="category")
    text = paragraphs(given.text, "text")
    if not text:
        raise Refusal("Skriv forklaringen.", field="text")
    if given.lasts not in dict(DURATIONS):
        raise Refusal("Vælg, hvor længe det ventes at vare.", field="lasts")
    name, title = line(given.name, "name", limit=200), line(given.title, "title", limit=200)
    if not any(character.isalpha() for character in name):
        raise Refusal("Skriv navnet på den, der oplyser det.", field="name")
    if not title:
        raise Refusal("Skriv stillingen, f.eks. »økonomikonsulent«.", field="title")
    return GivenDeviation(
        given.service_id, given.year, given.category, text, given.lasts, name, title
    )
