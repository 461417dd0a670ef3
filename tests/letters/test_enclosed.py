"""An invitation takes the agenda along: the party's own presentation and the documents."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from hashlib import sha256
from io import BytesIO

import docx
import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from actions import enclose_agenda
from actions.attach_document import attach_document
from actions.contacts import record_contacts
from actions.deliver_letters import deliver_letters
from actions.load import contacts_of, documents_of, points_of, seat_by_code
from actions.start_round import start_round
from models.agreement import StoredFile
from models.database import reading, transaction
from models.letter import Letter
from models.round import Round
from models.settings import get_settings
from models.vocabulary import LetterKind, LetterState
from rules.contacts import GivenContact
from rules.files import WORD
from tests.builders import BY, contacts_for, danish, real_round
from tests.letters.post_office import PostOffice, post_office

NOW = danish("2026-10-05 09:00")
ONE = "851"
OTHER = "813"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


def opened(engine: Engine) -> int:
    with transaction(engine) as session:
        contacts = contacts_for(parties=[ONE, OTHER])
        round_ = real_round(session, contacts=contacts, start=False)
        for number, title in enumerate(("Aftalen", "Bilag"), 1):
            content = b"%PDF-1.7 " + title.encode() * 5_000
            attach_document(session, round_, title, f"{number} {title}.pdf", content, NOW, BY)
        start_round(session, round_, NOW, BY)
        assert points_of(session, round_)
        return round_.id or 0


def deliver(engine: Engine, office: PostOffice) -> int:
    wishes = {"smtp_url": office.url, "letters_per_minute": 0}
    return deliver_letters(NOW, settings=get_settings().model_copy(update=wishes), engine=engine)


def address_of(engine: Engine, round_id: int, code: str) -> str:
    with reading(engine) as session:
        seat = seat_by_code(session, session.get_one(Round, round_id), code)
        return contacts_of(session, seat)[-1].email


def arrived(office: PostOffice, address: str) -> EmailMessage:
    [raw] = office.to(address)
    message = message_from_bytes(raw, policy=modern)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_an_invitation_takes_the_agenda_along(engine: Engine, office: PostOffice) -> None:
    round_id = opened(engine)
    assert deliver(engine, office) == 2
    for code in (ONE, OTHER):
        message = arrived(office, address_of(engine, round_id, code))
        word, *papers = message.iter_attachments()
        with reading(engine) as session:
            round_ = session.get_one(Round, round_id)
            seat = seat_by_code(session, round_, code)
            documents = documents_of(session, round_)
            stored = [session.get_one(StoredFile, d.file_sha256).content for d in documents]
        assert word.get_content_type() == WORD
        assert word.get_filename() == f"00 Forslag til sagsfremstilling - {seat.party}.docx"
        words = "\n".join(p.text for p in docx.Document(BytesIO(word.get_content())).paragraphs)
        assert seat.council in words
        assert [paper.get_content() for paper in papers] == stored
        numbers = [str(paper.get_filename())[:2] for paper in papers]
        assert numbers == [f"{document.position:02}" for document in documents]
        assert "er vedhæftet" in text_of(message)
        assert f"og {len(documents)} nummere" in text_of(message)


def test_the_agreement_is_kept_once(engine: Engine, office: PostOffice) -> None:
    opened(engine)
    with reading(engine) as session:
        before = set(session.exec(select(StoredFile.sha256)))
    deliver(engine, office)
    with reading(engine) as session:
        files = session.exec(select(StoredFile).where(col(StoredFile.sha256).not_in(before))).all()
        letters = session.exec(select(Letter).where(Letter.kind == LetterKind.INVITATION)).all()
    assert {file.media_type for file in files} == {WORD}
    assert len(files) == len(letters) == 2
    for file in files:
        assert (sha256(file.content).hexdigest(), len(file.content)) == (file.sha256, file.size)
    for letter in letters:
        assert len(letter.source or b"") < 50_000
        assert letter.state is LetterState.SENT


def test_too_large_for_a_mail(
    engine: Engine, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_id = opened(engine)
    with reading(engine) as session:
        documents = documents_of(session, session.get_one(Round, round_id))
        sizes = [session.get_one(StoredFile, d.file_sha256).size for d in documents]
    monkeypatch.setattr(enclose_agenda, "FITS", sum(sizes) - 1)
    deliver(engine, office)
    message = arrived(office, address_of(engine, round_id, ONE))
    assert [part.get_content_type() for part in message.iter_attachments()] == [WORD]
    assert "fylder for meget til en mail" in text_of(message)
    assert "/package.zip" in text_of(message)


def test_who_comes_late_gets_the_same(engine: Engine, office: PostOffice) -> None:
    round_id = opened(engine)
    deliver(engine, office)
    with transaction(engine) as session:
        round_ = session.get_one(Round, round_id)
        late = GivenContact(ONE, "Ny Kontakt", "ny@example.org")
        record_contacts(session, round_, [late], NOW, BY)
        seat = seat_by_code(session, round_, ONE)
        assert seat.last_letter_at == NOW
    assert deliver(engine, office) == 1
    first = arrived(office, "ny@example.org")
    [letter] = [x for x in letters(engine) if x.to_address == "ny@example.org"]
    assert len(list(first.iter_attachments())) == len(letter.enclosed or ()) > 1


def test_a_file_that_is_gone_fails_one_letter(engine: Engine, office: PostOffice) -> None:
    opened(engine)
    deliver(engine, office)
    lost, other = letters(engine)
    with transaction(engine) as session:
        for letter in session.exec(select(Letter)):
            letter.state, letter.attempt_at = LetterState.QUEUED, NOW
            letter.sent_sha256 = ""
        session.get_one(Letter, lost.id).enclosed = [["a.pdf", "application/pdf", "0" * 64]]
    assert deliver(engine, office) == 1
    assert [x.state for x in letters(engine)] == [LetterState.FAILED, LetterState.SENT]
    assert len(office.to(other.to_address)) == 2
    assert len(set(office.to(other.to_address))) == 1, "a letter sent again has the same bytes"


def letters(engine: Engine) -> list[Letter]:
    with reading(engine) as session:
        return list(session.exec(select(Letter).order_by(col(Letter.id))))
