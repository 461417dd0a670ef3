"""The tariff report as a file to keep or to send; the same data gives the same bytes."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, func, select

from actions.read_mergers import mergers_changed
from actions.read_said import said_last
from actions.read_tariff_report import NO_CAP, read_tariff_report
from models.tariff import CapRule, TariffFile
from reports.tariff_document import tariff_document
from reports.tariff_facts import report_facts
from reports.tariff_workbook import tariff_workbook
from rules.refusal import Refusal, Why


class ReportFormat(StrEnum):
    JSON = "json"
    XLSX = "xlsx"
    PDF = "pdf"


MEDIA = {
    ReportFormat.JSON: "application/json",
    ReportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ReportFormat.PDF: "application/pdf",
}


@dataclass(frozen=True, slots=True)
class ReportFile:
    filename: str
    media_type: str
    content: bytes


def tariff_report_file(session: Session, year: int | None, kind: ReportFormat) -> ReportFile:
    """Refusal until a cap was set. Dated when what it says last changed, not when it is made."""
    report = read_tariff_report(session, year)
    if report is None:
        raise Refusal(NO_CAP, why=Why.CONFLICT)
    match kind:
        case ReportFormat.JSON:
            text = json.dumps(report_facts(report), ensure_ascii=False, indent=2)
            content = f"{text}\n".encode()
        case ReportFormat.XLSX:
            content = tariff_workbook(report, _as_of(session))
        case ReportFormat.PDF:
            content = tariff_document(report, _as_of(session))
    first, last = report.years[0], report.years[-1]
    span = str(first) if first == last else f"{first}-{last}"
    name = f"takstafvigelser-{span}.{kind}"
    return ReportFile(name, MEDIA[kind], content)


def _as_of(session: Session) -> datetime:
    """When last the cap was set, a file accepted, a merger recorded, or anything asked or said."""
    times = [
        session.exec(select(func.max(column))).one()
        for column in (CapRule.set_at, TariffFile.accepted_at)
    ]
    told = (*times, mergers_changed(session), said_last(session))
    return max(time for time in told if time)
