"""The fields of a deviation that an operator reports of its own accord."""

from typing import Any

from sqlmodel import Session

from actions.read_tariff_report import read_tariff_report
from actions.report_deviation import GivenDeviation, services_of
from api.pages.forms import Typed
from api.pages.number_input import told_year
from models.tariff import TariffOperator
from rules.questions.tariff_explanation import CATEGORIES, DURATIONS

FORM = "deviation"


def given_deviation(typed: Typed) -> GivenDeviation:
    service = typed.text("service")
    known = service.isascii() and service.isdigit() and len(service) < 10
    return GivenDeviation(
        service_id=int(service) if known else 0,
        year=told_year(typed, "year"),
        category=typed.text("category"),
        text=typed.text("text"),
        lasts=typed.text("lasts"),
        name=typed.text("name"),
        title=typed.text("title"),
    )


def choices(session: Session, operator: TariffOperator) -> dict[str, Any]:
    report = read_tariff_report(session, None)
    return {
        "operator": operator,
        "services": [("", "Vælg"), *services_of(session, operator)],
        "categories": [("", "Vælg"), *CATEGORIES],
        "durations": [("", "Vælg"), *DURATIONS],
        "last_year": report.years[-1] if report else "",
    }
