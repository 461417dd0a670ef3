"""The page of letters to come: day by day, why, and to whom."""

import pytest

from actions.end_round import cancel_round
from actions.load import clock_of
from models.database import transaction
from tests.builders import NOW, sandbox_round
from tests.pages.browsing import Visitor, words_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_letters_day_by_day(reader: Visitor) -> None:
    with transaction() as session:
        sandbox_round(session)
    assert "/rounds/1/rehearsal" in reader.get("/rounds/1").text
    silent = words_of(reader.get("/rounds/1/rehearsal"))
    assert "90 breve i alt til 18 parter: 90 påmindelser. Det første går den" in silent
    assert "Påmindelse nr. 1: 20 arbejdsdage før fristen 18 modtagere" in silent
    assert "Køge Kommune: koege@example.org" in silent
    decided = words_of(reader.get("/rounds/1/rehearsal?scenario=calendar"))
    assert "16 kvitteringer" in decided


def test_a_round_that_is_over_sends_nothing(desk: Visitor) -> None:
    with transaction() as session:
        round_ = sandbox_round(session)
        cancel_round(session, round_, "Aftalen udgår", clock_of(round_, NOW), "user:1")
    page = desk.get("/rounds/1/rehearsal")
    assert page.status_code == 200
    assert "Runden er slut og sender ikke flere breve." in words_of(page)
