"""Receipts as documents: to be filed, read aloud and held against the record years later."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from actions.deliver_letters import deliver_letters
from actions.verify_audit import verify_audit
from models.database import get_engine, reading, transaction
from models.letter import MailboxMessage
from models.round import Round
from models.settings import get_settings
from models.vocabulary import Outcome
from rules.verify import known_heads
from tests.builders import NOW, answer
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


@pytest.mark.parametrize("path", ["/receipt.pdf"])
def test_there_is_none_before_there_is_an_answer(
    client: TestClient, token: str, desk: Visitor, path: str
) -> None:
    assert client.get(f"/s/{token}{path}").status_code == 404
    assert desk.get(f"{SEAT}{path}").status_code == 404
    assert client.get(f"{SEAT}{path}").status_code in {303, 401}
