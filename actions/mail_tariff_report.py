"""The tariff report is mailed to secretariat and leaders: each report once to each address."""

from datetime import datetime
from hashlib import sha256

from sqlmodel import Session, col, func, select

from actions.read_tariff_report import read_tariff_report
from actions.tariff_report_file import ReportFormat, tariff_report_file
from models.letter import Letter
from models.round import Round
from models.seat import Seat
from models.settings import get_settings
from models.vocabulary import LetterKind, RoundState
from notifications.attached import Attachment
from notifications.house import house_letter, queue_once
from reports.tariff_words import counted_standings
from rules.tariff_mailing import report_is_due

SENT_AS = (ReportFormat.PDF, ReportFormat.XLSX)


def mail_tariff_report(session: Session, now: datetime) -> int:
    """Letters queued. The same report is never mailed again, whatever asked for it and how often.

    now  the real instant; exercises are none of a report's business
    """
    settings = get_settings()
    report = read_tariff_report(session, None) if settings.report_to else None
    if report is None or not report_is_due(now, _mailed_at(session), _closed_at(session)):
        return 0
    content = tariff_report_file(session, None, ReportFormat.JSON).content
    digest = sha256(content).hexdigest()
    files: list[Attachment] = []
    queued = 0
    for address in settings.report_receivers:
        key = f"{LetterKind.TARIFF_REPORT}:{address}:{digest}"
        if session.exec(select(Letter.id).where(Letter.key == key)).first():
            continue
        files = files or _files(session)
        facts = {
            "years": report.years,
            "cap": report.cap,
            "deviations": len(report.deviations),
            "standings": counted_standings(report),
        }
        kind = LetterKind.TARIFF_REPORT
        letter = house_letter(kind, key, address, facts, now, settings, files)
        queued += queue_once(session, letter)
    return queued


def _files(session: Session) -> list[Attachment]:
    made = [tariff_report_file(session, None, kind) for kind in SENT_AS]
    return [Attachment(file.filename, file.media_type, file.content) for file in made]


def _mailed_at(session: Session) -> datetime | None:
    query = select(func.max(Letter.due_at)).where(Letter.kind == LetterKind.TARIFF_REPORT)
    return session.exec(query).one()


def _closed_at(session: Session) -> datetime | None:
    """When the last real round of explanations closed."""
    with_items = select(Seat.round_id).where(col(Seat.items) != [])
    query = select(func.max(Round.ended_at)).where(
        Round.state == RoundState.CLOSED,
        col(Round.sandbox).is_(False),
        col(Round.id).in_(with_items),
    )
    return session.exec(query).one()
