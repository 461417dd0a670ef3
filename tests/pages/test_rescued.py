"""A sign-in that ran out while somebody was typing loses nothing that was typed."""

import pytest

from models.database import transaction
from tests.builders import sandbox_round
from tests.databases import sqlite_only
from tests.pages.browsing import Visitor, words_of
from tests.pages.links import rows

pytestmark = sqlite_only
NOTE = {"person": "Bo", "agreed": "Vi talte om <udvalget>\nog fristen.", "csrf": "0" * 64}
PATH = "/rounds/1/seats/320/note"


@pytest.mark.parametrize(("who", "status"), [("stranger", 401), ("desk", 403)])
@pytest.mark.parametrize("file", [False, True])
def test_what_was_typed_is_shown_to_be_copied(
    stranger: Visitor, desk: Visitor, who: str, status: int, file: bool
) -> None:
    with transaction() as session:
        sandbox_round(session)
    before = rows()
    visitor = {"stranger": stranger, "desk": desk}[who]
    files = {"evidence": ("a.pdf", b"%PDF-1.7")} if file else None
    answer = visitor.post(PATH, NOTE, files=files)
    words = words_of(answer)
    assert answer.status_code == status
    assert "Det, du havde skrevet" in words
    assert "Vi talte om <udvalget> og fristen." in words
    assert "<udvalget>" not in answer.text
    assert "0" * 64 not in answer.text
    assert rows() == before


def test_a_form_without_text_leads_straight_to_the_sign_in(stranger: Visitor) -> None:
    answer = stranger.post(PATH, {"csrf": "0" * 64})
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin")


def test_a_program_is_told_in_problem_details(stranger: Visitor) -> None:
    answer = stranger.post(PATH, NOTE, Accept="application/json")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
