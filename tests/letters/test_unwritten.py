"""Letters that are queued bare: written once, when they are delivered, sent like any other."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.database import reading, transaction
from models.letter import Letter
from models.round import Round
from models.seat import Contact
from models.vocabulary import LetterState, RoundState
from notifications.unwritten import keep_texts, queue_receipts, write_texts
from tests.letters.builders import a_round, an_answer, recipients, settings
from tests.letters.post_office import PostOffice, post_office
from tests.letters.test_deliver import NOW, deliver, letter
from tests.letters.test_mime import content


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


def queued(engine: Engine, *addresses: str) -> list[int]:
    """One receipt per address, each for an answer of its own."""
    with transaction(engine) as session:
        round_ = a_round(session)
        for number, to in enumerate(recipients(session, round_, *addresses)):
            answer = an_answer(to.seat, receipt=f"2020-{number:06}")
            session.add(answer)
            session.flush()
            queue_receipts(session, round_, to.seat, [to.contact], answer, NOW)
        assert session.info["rings"] == {"deliver"}
        return ids(session)


def ids(session: Session) -> list[int]:
    return [id_ for id_ in session.exec(select(Letter.id).order_by(Letter.to_address)) if id_]


def test_a_receipt_is_written_when_it_is_delivered(engine: Engine, office: PostOffice) -> None:
    [id_] = queued(engine, "a@example.org")
    assert letter(engine, id_).source is None
    assert deliver(engine, office) == 1
    sent = letter(engine, id_)
    assert sent.state is LetterState.SENT
    assert sent.subject.startswith("Kvittering: ")
    [raw] = office.to("a@example.org")
    assert "Kvittering nr.: 2020-000000" in content(raw, "plain")


def test_a_receipt_that_cannot_be_written_holds_up_nobody(
    engine: Engine, office: PostOffice
) -> None:
    bad, good = queued(engine, "a@example.org", "b@example.org")
    with transaction(engine) as session:
        found = session.get_one(Letter, bad)
        session.get_one(Contact, found.contact_id).name = "Navn\nBcc: evil@example.org"
    assert deliver(engine, office) == 1
    assert letter(engine, bad).state is LetterState.FAILED
    assert letter(engine, good).state is LetterState.SENT
    assert [to for to, _ in office.received] == ["b@example.org"]


def test_of_two_deliverers_the_first_to_write_a_receipt_freezes_it(engine: Engine) -> None:
    [id_] = queued(engine, "a@example.org")
    texts = []
    for state in (RoundState.OPEN, RoundState.CLOSED):
        with transaction(engine) as session:
            session.exec(select(Round)).one().title = f"Runden er {state}"
        with reading(engine) as session:
            texts.append(write_texts(session, [id_], settings()))
    for text in texts:
        with transaction(engine) as session:
            keep_texts(session, text)
    assert letter(engine, id_).source == texts[0][0]["source"] != texts[1][0]["source"]
