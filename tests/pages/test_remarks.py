"""The list of remarks at the desk and for programs: read, answered whole, once."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from models.database import transaction
from models.letter import Letter
from models.vocabulary import LetterKind, Outcome
from tests.builders import answer, sandbox_round
from tests.pages.browsing import Visitor, errors_in, words_of
from tests.pages.links import PARTY, rows

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LIST, WHOLE, CLOSED = "/rounds/1/remarks", "253", "265"


@pytest.fixture
def ids(client: TestClient) -> list[int]:
    """The answers that have an open remark: to point 2, and to the whole."""
    with transaction() as session:
        round_ = sandbox_round(session)
        points = {1: "approved", 2: "approved_with_reservation"}
        found = [
            answer(session, round_, PARTY, outcome=None, points=points, remarks="Kun <hvis>"),
            answer(
                session, round_, WHOLE, outcome=Outcome.APPROVED_WITH_REMARKS, remarks="Tak & tak"
            ),
        ]
        answer(
            session,
            round_,
            CLOSED,
            outcome=Outcome.APPROVED_WITH_REMARKS,
            remarks="Hemmeligt",
            closed_item=True,
        )
        return [found.id or 0 for found in found]


def test_the_list_is_answered_whole_and_once(
    client: TestClient, desk: Visitor, ids: list[int]
) -> None:
    page = words_of(desk.get(LIST))
    assert page.index("Kun <hvis>") < page.index("Aftalen som helhed") < page.index("Tak & tak")
    assert "Hemmeligt" in page
    assert "Teksten sendes ikke til de andre parter" in page

    before = rows()
    half = desk.post(LIST, {f"replies.{ids[0]}": "Det <sker>", f"replies.{ids[1]}": ""})
    assert (half.status_code, errors_in(half)) == (422, ["Skriv et svar til hver bemærkning."])
    assert "Det <sker>" in words_of(half)
    assert desk.post(LIST, {"replies.999": "Hvad"}).status_code == 409
    assert desk.post(LIST, {}).status_code == 409
    assert rows() == before

    given = {f"replies.{id_}": "Det <sker>" for id_ in ids}
    assert desk.post(LIST, given).status_code == 303
    again = desk.get(LIST)
    assert "Alt, hvad alle må se, er besvaret." in words_of(again)
    assert "<textarea" not in again.text
    with transaction() as session:
        kind = Letter.kind == LetterKind.REMARKS_ANSWERED
        assert len(session.exec(select(Letter).where(kind)).all()) == 18
    assert desk.post(LIST, given).status_code == 409


def test_an_empty_list_says_so(desk: Visitor) -> None:
    with transaction() as session:
        sandbox_round(session)
    assert "Ingen af de svar, der står ved magt, har bemærkninger" in words_of(desk.get(LIST))
