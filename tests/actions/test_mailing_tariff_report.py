"""The tariff report goes out when it has something new to say, each report once to each."""

import email
import email.policy
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from actions.answer_seat import answer_seat
from actions.create_round import create_round
from actions.deliver_letters import deliver_letters
from actions.end_round import close_round
from actions.load import seat_by_code
from actions.mail_tariff_report import mail_tariff_report
from actions.start_round import start_round
from actions.tariff_report_file import ReportFormat, tariff_report_file
from actions.write_answer import Teller
from models.database import transaction
from models.letter import MailboxMessage
from models.settings import SettingsError, get_settings
from rules.planning import Wanted
from rules.questions.submission import Submission
from rules.tariff_mailing import report_is_due
from tests.above_the_cap import NORDJYLLAND, above_the_cap
from tests.builders import BY, NOW, danish
from tests.databases import sqlite_only
from tests.reports.reading import text_of

LEADERS = "sekretariat@example.org, leder@example.org,leder@example.org"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLOSED = danish("2026-10-21 09:00")  # a day after the deadline


@pytest.fixture
def leaders(environment: pytest.MonkeyPatch, engine: Engine) -> Engine:
    environment.setenv("RAMMEAFTALE_REPORT_TO", LEADERS)
    get_settings.cache_clear()
    return engine


def hashes(session: Session) -> list[str]:
    made = [tariff_report_file(session, None, kind).content for kind in ReportFormat]
    return [sha256(content).hexdigest() for content in made]


@sqlite_only
def test_a_season_of_reports(leaders: Engine) -> None:
    with transaction(leaders) as session:
        assert mail_tariff_report(session, NOW) == 0, "there is no cap"
        above_the_cap(session, NORDJYLLAND)
        assert [mail_tariff_report(session, NOW) for _ in range(3)] == [2, 0, 0]
        wanted = Wanted(kind="tariff_explanation", deadline=date(2026, 10, 20))
        round_ = start_round(session, create_round(session, wanted, NOW, BY), NOW, BY)
        seat = seat_by_code(session, round_, "787")
        own = {"1.act": "explain", "1.category": "law", "1.text": "L=v.", "1.lasts": "permanent"}
        given = Submission(1, "Bo", "konsulent", own=own)
        answer_seat(session, round_, seat, given, Teller(), NOW + DAY)
        assert mail_tariff_report(session, NOW + DAY) == 0, "the month has had its report"
        close_round(session, round_, CLOSED, BY)
        before = hashes(session)
        sent = [mail_tariff_report(session, CLOSED + n * HOUR) for n in range(3)]
        assert sent == [2, 0, 0]
        assert hashes(session) == before
        assert mail_tariff_report(session, danish("2026-11-02 07:45")) == 0, "it says nothing new"
        above_the_cap(session, ["Thisted;Fyrhuset;§ 104;1000,00;1600,00"])
        assert mail_tariff_report(session, danish("2026-11-02 08:45")) == 2
    deliver_letters(danish("2026-11-02 09:00"))
    with Session(leaders) as session:
        to_leader = col(MailboxMessage.recipient) == "leder@example.org"
        received = session.exec(select(MailboxMessage).where(to_leader)).all()
    messages = [email.message_from_bytes(m.raw, policy=email.policy.default) for m in received]
    assert len(messages) == 3
    assert [message.defects for message in messages] == [[], [], []]
    assert messages[1]["Subject"] == "Takster over loftet 2018: 11 afvigelser"
    body = messages[1].get_body(("plain",))
    assert body
    assert "Besvaret, til gennemsyn: 1" in body.get_content()
    pdf, xlsx = messages[1].iter_attachments()
    assert pdf.get_filename() == "takstafvigelser-2018.pdf"
    assert "L=v." in text_of(pdf.get_content())
    told = load_workbook(BytesIO(xlsx.get_content()))["Afvigelser"].values
    assert "Besvaret, til gennemsyn" in {cell for row in told for cell in row}


@pytest.mark.parametrize(
    ("now", "mailed", "closed", "due"),
    [
        ("2026-10-01", None, None, True),
        ("2026-10-31 23:59", "2026-10-01", None, False),
        ("2026-11-01", "2026-10-31 23:59", None, True),
        ("2027-01-01", "2026-12-01", None, True),
        ("2026-09-30", "2026-10-01", None, False),  # a clock that jumped back
        ("2026-10-03", "2026-10-01", "2026-10-02", True),
        ("2026-10-03", "2026-10-02", "2026-10-02", False),
        ("2026-10-03", "2026-10-01", "2026-10-04", False),
    ],
)
def test_when_it_is_due(now: str, mailed: str | None, closed: str | None, due: bool) -> None:
    then, ended = (moment and danish(moment) for moment in (mailed, closed))
    assert report_is_due(danish(now), then or None, ended or None) is due


@sqlite_only
def test_nobody_is_set_by_default(engine: Engine) -> None:
    with transaction(engine) as session:
        above_the_cap(session, NORDJYLLAND)
        assert mail_tariff_report(session, NOW) == 0


def test_a_wrong_address_is_told_at_the_start(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("RAMMEAFTALE_REPORT_TO", "Bo <b@c.dk>")
    with pytest.raises(SettingsError, match="REPORT_TO"):
        get_settings()
