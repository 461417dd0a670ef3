"""Receipts and certificates: filed, read aloud, and held against the record years later."""

from typing import Any

from fastapi.testclient import TestClient
from sqlmodel import Session, select, update

from actions.deliver_letters import deliver_letters
from actions.end_round import close_round
from actions.load import clock_of, seats_of
from actions.move_clock import move_clock
from actions.verify_audit import verify_audit
from models.database import get_engine, reading, transaction
from models.letter import MailboxMessage
from models.round import Round
from models.seat import Seat
from models.settings import get_settings
from models.vocabulary import Outcome
from rules.verify import known_heads
from tests.builders import NOW, answer, danish
from tests.databases import sqlite_only
from tests.pages.browsing import Visitor, words_of
from tests.pages.links import PARTY, the_round
from tests.reports.reading import is_archive_and_accessible, text_of

pytestmark = sqlite_only
SECRET = "Sagen rummer <personfølsomme> #oplysninger"
SEAT = f"/rounds/1/seats/{PARTY}"


def answered(**given: Any) -> None:
    with transaction() as session:
        answer(session, session.exec(select(Round)).one(), PARTY, **given)


def test_page_mail_and_pdf_say_the_same_and_stand_in_the_record(
    client: TestClient, token: str, desk: Visitor
) -> None:
    answered(outcome=Outcome.REJECTED, remarks="For dyrt; se <bilag> #2.", agenda_item="12")
    deliver_letters(NOW, sandbox=True, settings=get_settings())
    page = Visitor(client).get(f"/s/{token}/receipt")
    file = client.get(f"/s/{token}/receipt.pdf")
    assert is_archive_and_accessible(file.content)
    with Session(get_engine()) as session:
        mail = session.exec(select(MailboxMessage.raw)).all()[-1]
    pdf, receipt = text_of(file.content), f"{the_round().id}-{PARTY}-1"
    ours = known_heads(page.text.encode())
    assert ours == known_heads(mail) == known_heads(pdf.encode())
    with reading() as session:
        assert verify_audit(session, ours).problems == []
    for words in (words_of(page), pdf, mail.decode()):
        assert receipt in words
    assert "For dyrt; se <bilag> #2." in pdf
    assert "Ikke godkendt" in pdf
    sums = [line for line in page.text.split("<code>") if line[64:71] == "</code>"]
    assert sums
    assert all(line[:64] in pdf.replace(" ", "") for line in sums)
    assert file.headers["content-disposition"].startswith(
        f'attachment; filename="kvittering-{receipt}'
    )
    assert file.headers["cache-control"] == "no-store"
    assert desk.get(f"{SEAT}/receipt.pdf").content == file.content, "the same bytes each time"
    assert f"{SEAT}/receipt.pdf" in desk.get(SEAT).text


def test_what_was_said_behind_closed_doors_is_not_in_the_document(
    client: TestClient, token: str
) -> None:
    answered(
        outcome=Outcome.APPROVED_WITH_REMARKS, remarks=SECRET, dissent=SECRET, closed_item=True
    )
    text = text_of(client.get(f"/s/{token}/receipt.pdf").content)
    assert "personfølsomme" not in text
    assert "lukkede døre" in text


def test_point_by_point(client: TestClient, token: str) -> None:
    answered(outcome=None, points={1: Outcome.APPROVED, 2: Outcome.REJECTED})
    text = text_of(client.get(f"/s/{token}/receipt.pdf").content)
    assert text.count("(godkendt)") == text.count("(ikke godkendt)") == 1


def test_there_is_none_before_there_is_an_answer_or_an_end(
    client: TestClient, token: str, desk: Visitor
) -> None:
    for path in (f"/s/{token}/receipt.pdf", f"/s/{token}/certificate.pdf"):
        assert client.get(path).status_code == 404
    for path in (f"{SEAT}/receipt.pdf", "/rounds/1/certificate.pdf"):
        assert desk.get(path).status_code == 404
        assert client.get(path).status_code in {303, 401}


def test_the_certificate_holds_the_list_as_it_was_frozen(
    client: TestClient, token: str, desk: Visitor
) -> None:
    answered(outcome=Outcome.APPROVED_WITH_REMARKS, remarks="Udvid dialogen.")
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        answer(session, round_, "253", closed_item=True, dissent=SECRET)
        answer(session, round_, "259", outcome=Outcome.REJECTED, dissent="Lise Bo (A) var imod.")
        move_clock(session, round_, danish("2020-12-02"), "tester")
        close_round(session, round_, clock_of(round_, NOW), "tester", "Ét råd sagde nej.")
        seats = seats_of(session, round_)
    file = client.get(f"/s/{token}/certificate.pdf")
    assert is_archive_and_accessible(file.content)
    assert desk.get("/rounds/1/certificate.pdf").content == file.content
    text = text_of(file.content)
    for words in ("Udvid dialogen.", "Lise Bo (A) var imod.", "Ét råd sagde nej.", "ikke vedtaget"):
        assert words in text
    assert "personfølsomme" not in text
    assert text.count("Intet svar") == len(seats) - 3
    assert [party.party for party in seats if party.party not in text] == []
    with reading() as session:
        assert verify_audit(session, known_heads(text.encode())).problems == []
    with transaction() as session:  # whatever the tables say later
        session.execute(update(Seat).values(outcome=Outcome.APPROVED, party="Andeby"))
    assert client.get(f"/s/{token}/certificate.pdf").content == file.content
    assert f"/s/{token}/certificate.pdf" in Visitor(client).get(f"/s/{token}").text
    assert "/rounds/1/certificate.pdf" in desk.get("/rounds/1").text
