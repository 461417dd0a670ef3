"""The page of a step and that of the deadlines: read, recorded, corrected, moved."""

import pytest
from sqlmodel import select

from actions.advance_rounds import announce_round
from actions.load import clock_of
from models.database import reading, transaction
from models.letter import Letter
from models.round import Round
from models.vocabulary import LetterKind
from tests.builders import BY, NOW, sandbox_round
from tests.pages.browsing import Visitor, errors_in, value_of, words_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

KKR = "/rounds/1/steps/kkr_approval"
DEADLINES = "/rounds/1/deadlines"
REASON = {"reason": "KKR mangler tal."}


@pytest.fixture
def announced(desk: Visitor) -> str:
    """A draft in August 2020; its parties know that the KKR meets on 7 September."""
    with transaction() as session:
        round_ = sandbox_round(session, start=False)
        announce_round(session, round_, clock_of(round_, NOW), BY)
    return "/rounds/1"


def letters(kind: LetterKind) -> int:
    with reading() as session:
        return len(session.exec(select(Letter).where(Letter.kind == kind)).all())


def test_a_step_is_reached_from_the_round_and_says_what_hangs_on_it(
    desk: Visitor, announced: str
) -> None:
    assert f'href="{KKR}"' in desk.get(announced).text
    told = words_of(desk.get(KKR))
    assert "Planlagt 7. september 2020" in told
    assert "mindst 10 arbejdsdage efter" in told
    assert "Godkendelse i kommunerne og regionen , 8. september 2020" in told
    assert "Parterne er varslet om dagen og får besked, ét brev til hver af 18 kontakter" in told
    assert "Ingen part er varslet" in words_of(desk.get("/rounds/1/steps/submission"))
    assert "Oversendelse til Socialstyrelsen" in words_of(desk.get("/rounds/1/steps/submission"))


def test_a_step_is_moved_and_its_parties_are_told(desk: Visitor, announced: str) -> None:
    moved = desk.post(f"{KKR}/postponement", {"to": "2020-10-05", **REASON})
    assert moved.headers["location"] == f"{KKR}?done=moved"
    page = words_of(desk.get(moved.headers["location"]))
    assert "Trinnet er flyttet" in page
    assert "blev flyttet fra 7. sep. 2020 til 5. okt. 2020, og 1 trin flyttede med" in page
    assert "kan ikke nå fristen, som tidsplanen er nu" in page
    sign_off = words_of(desk.get("/rounds/1/steps/sign_off"))
    assert "fastsat til 8. september 2020, men det, trinnet venter på, ligger for sent" in sign_off
    assert letters(LetterKind.POSTPONEMENT) == 18
    again = desk.post(f"{KKR}/postponement", {"to": "2020-10-05", **REASON})
    assert (again.status_code, letters(LetterKind.POSTPONEMENT)) == (409, 18)
    assert "er allerede planlagt til den 05.10.2020" in errors_in(again)[0]
    assert value_of(again, "postponement-reason") == REASON["reason"]
    desk.post(f"{KKR}/postponement", {"to": "2020-12-01", **REASON})
    assert "Parterne spørges først, når fristen er ude" in words_of(desk.get(announced))


def test_an_outcome_is_recorded_and_put_right(desk: Visitor, announced: str) -> None:
    halted = {"outcome": "sendt tilbage", "halted": "true"}
    assert desk.post(f"{KKR}/outcome", halted).headers["location"] == f"{KKR}?done=outcome"
    told = "Holdt 10. aug. 2020: sendt tilbage, sagen går ikke videre"
    assert told in words_of(desk.get(KKR))
    assert "KKR har ikke anbefalet aftalen" in words_of(desk.get(announced))
    right = {"outcome": "anbefalet", "halted": "false", "minutes_reference": "https://kkr.dk/4"}
    refused = desk.post(f"{KKR}/outcome", right)
    assert "Skriv, hvorfor det rettes" in errors_in(refused)[0]
    assert desk.post(f"{KKR}/outcome", right | REASON).status_code == 303
    page = desk.get(KKR)
    assert 'href="https://kkr.dk/4"' in page.text
    assert "blev rettet fra 10. aug. 2020, sendt tilbage; sagen gik ikke videre" in words_of(page)
    late = desk.post(f"{KKR}/outcome", {"held_on": "2020-09-07", **REASON})
    assert errors_in(late) == ["Datoen ligger i fremtiden."]


def test_deadlines_are_recorded_and_shown_with_their_sources(desk: Visitor, announced: str) -> None:
    asked = {"kind": "applied_for", "falls_on": "2021-01-15", "source": "KL’s brev"}
    assert desk.post(DEADLINES, asked).headers["location"] == f"{DEADLINES}?done=deadline"
    page = words_of(desk.get(DEADLINES))
    assert "senest tirsdag den 1. december 2020 (til og med den dag)" in page
    assert "15. jan. 2021 Ansøgt KL’s brev" in page
    granted = asked | {"kind": "granted"}
    refused = desk.post(DEADLINES, granted)
    assert errors_in(refused) == ["Skriv, hvorfor fristen forlænges."]
    assert value_of(refused, "deadlines-source") == "KL’s brev"
    assert desk.post(DEADLINES, granted | {"reason": "Valg."}).status_code == 303
    assert letters(LetterKind.EXTENSION) == 18
    own = {"kind": "internal", "falls_on": "2020-12-15", "source": "Os"}
    desk.post(DEADLINES, own)
    page = words_of(desk.get(DEADLINES))
    assert "Jeres egen frist er 15. december 2020." in page
    assert "15. jan. 2021 Bevilget Gælder KL’s brev Valg." in page
    assert "1. dec. 2020 Bevilget har været gældende" in page
    with reading() as session:
        assert str(session.exec(select(Round)).one().deadline) == "2021-01-15"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "Vælg, hvad det er for en frist."),
        ({"kind": "nope"}, "Vælg, hvad det er for en frist."),
        ({"kind": "granted"}, "Skriv, hvilken dag fristen er."),
        ({"kind": "granted", "falls_on": "2021-01-15"}, "Skriv, hvor fristen kommer fra."),
        ({"kind": "internal", "falls_on": "2021-01-15", "source": "os"}, "Jeres egen frist"),
    ],
)
def test_a_deadline_that_cannot_be_recorded(
    desk: Visitor, announced: str, form: dict[str, str], said: str
) -> None:
    page = desk.post(DEADLINES, form)
    assert page.status_code == 422
    assert errors_in(page)[0].startswith(said)


def test_a_reader_reads(reader: Visitor, announced: str) -> None:
    for path in (KKR, DEADLINES):
        page = reader.get(path)
        assert page.status_code == 200
        assert "<form" not in page.text.partition("<main")[2]
    assert reader.post(f"{KKR}/outcome", {"outcome": "x"}).status_code == 403
    assert reader.get("/rounds/1/steps/nope").status_code == 404
