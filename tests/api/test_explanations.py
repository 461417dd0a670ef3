"""Explanations of tariffs above the cap: accepted, asked back, corrected, reported unasked."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from actions.deliver_letters import deliver_letters
from actions.tariff_report_file import ReportFormat, tariff_report_file
from models.database import reading, transaction
from models.letter import Letter
from models.round import Round
from models.tariff import TariffLine
from models.vocabulary import LetterKind
from tests.above_the_cap import NORDJYLLAND, above_the_cap
from tests.api.program import Program, problem
from tests.builders import NOW
from tests.pages.links import token_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SIGNED = {"name": "Anna Ø", "title": "konsulent"}
EXPLAINED = {"act": "explain", "category": "places", "text": "Færre pladser.", "lasts": "permanent"}
CORRECTED = {"act": "correct", "text": "En tastefejl.", "tariff_ore": 101_000}
REPORT = {
    "operator": "thisted kommune",
    "provision": "Fyrhuset",
    "paragraph": "107",
    "year": 2018,
    "category": "law",
    "text": "Ny lov.",
    "lasts": "some_years",
    **SIGNED,
}
THISTED, AALBORG = "787", "851"


@pytest.fixture
def round_(secretariat: Program) -> dict[str, Any]:
    """A real one: Aalborg's eight deviations, Thisted's, the region's and a private operator's."""
    with transaction() as session:
        above_the_cap(session, NORDJYLLAND)
    contacts = [
        {"party": party, "name": party, "email": f"{number}@example.org"}
        for number, party in enumerate((THISTED, AALBORG, "1081", "Fonden Havblik"))
    ]
    made = secretariat.post(
        "/rounds",
        {
            "template": "tariff-explanation",
            "deadline": "2027-02-01",
            "contacts": contacts,
            "start": True,
        },
    )
    assert made.status_code == 201, made.text
    return dict(made.json())


def numbered(*told: dict[str, Any]) -> dict[str, Any]:
    return {f"{n}.{name}": value for n, one in enumerate(told, 1) for name, value in one.items()}


def answer(secretariat: Program, round_: dict[str, Any], code: str, **given: Any) -> Any:
    return secretariat.post(f"/rounds/{round_['id']}/seats/{code}/answer", {**SIGNED, **given})


def settle(
    secretariat: Program, round_: dict[str, Any], code: str, *verdicts: Any, same: str = ""
) -> Any:
    names = ("number", "verdict", "question")
    body = {
        "verdicts": [dict(zip(names, given, strict=False)) for given in verdicts],
        "question": same,
    }
    return secretariat.post(f"/rounds/{round_['id']}/seats/{code}/verdicts", body)


def deviations(secretariat: Program, operator: str) -> list[dict[str, Any]]:
    return list(secretariat.get(f"/tariffs/deviations?operator={operator}").json()["items"])


def standings(secretariat: Program, operator: str) -> list[str]:
    return [found["standing"] for found in deviations(secretariat, operator)]


def test_each_operator_gets_one_letter_with_its_list(
    secretariat: Program, round_: dict[str, Any]
) -> None:
    assert round_["title"] == "Takster over loftet 2018, KKR Nordjylland"
    seats = secretariat.get(f"/rounds/{round_['id']}/seats").json()["items"]
    assert [seat["party"] for seat in seats][:2] == ["Thisted Kommune", "Aalborg Kommune"]
    assert seats[-1]["code"].startswith("privat-")
    deliver_letters(NOW)
    with reading() as session:
        letters = session.exec(select(Letter).where(Letter.kind == LetterKind.INVITATION)).all()
    assert len(letters) == 4
    again = {"template": "tariff-explanation", "deadline": "2027-02-01"}
    problem(secretariat.post("/rounds", again), 409, "year")  # all are being asked
    items = secretariat.get(f"/rounds/{round_['id']}/seats/{AALBORG}/items").json()["items"]
    assert [item["state"] for item in items] == ["asked"] * 8
    assert standings(secretariat, "Aalborg") == ["asked"] * 8


def test_accepted_asked_back_and_told_again(
    secretariat: Program, client: TestClient, round_: dict[str, Any]
) -> None:
    told = answer(secretariat, round_, AALBORG, version=1, **numbered(*[EXPLAINED] * 8))
    assert told.status_code == 201, told.text
    problem(settle(secretariat, round_, AALBORG, (1, "ask_back", " ")), 422, "1.question")
    problem(settle(secretariat, round_, AALBORG, (9, "accept")), 422, "9.verdict")
    path = f"/rounds/{round_['id']}/seats/{AALBORG}"
    problem(secretariat.post(f"{path}/check"), 409)
    first = settle(secretariat, round_, AALBORG, (1, "accept"), (2, "ask_back"), same="Hvilke?")
    assert (first.status_code, first.json()["state"]) == (200, "waiting")
    problem(settle(secretariat, round_, AALBORG, (1, "ask_back", "Nå?")), 409)
    assert standings(secretariat, "Aalborg") == ["accepted", "asked_back", *["told"] * 6]
    with reading() as session:
        [letter] = session.exec(select(Letter).where(Letter.kind == LetterKind.ASKED_BACK)).all()
        link = f"/s/{token_of(session, session.get_one(Round, round_['id']), AALBORG)}"
    assert b"Hvilke?" in (letter.source or b"")
    page = client.get(link, headers={"Accept": "text/html"}).text
    assert "Hvilke?" in page
    assert 'name="2.text"' in page
    assert 'name="1.text"' not in page  # nothing is explained twice
    version = first.json()["version"]
    both = {**numbered(EXPLAINED, EXPLAINED), "version": version}
    problem(answer(secretariat, round_, AALBORG, **both), 422, "1.act")
    only = {"2.act": "explain", "2.category": "law", "2.text": "To.", "2.lasts": "this_year"}
    again = answer(secretariat, round_, AALBORG, version=version, **only)
    assert again.status_code == 201, again.text
    rest = settle(secretariat, round_, AALBORG, *((n, "accept") for n in range(2, 9)))
    assert rest.json()["state"] == "checked"
    found = deviations(secretariat, "Aalborg")
    assert {(one["standing"], one["lasts"]) for one in found} == {
        ("accepted", "permanent"),
        ("accepted", "this_year"),
    }
    late = {**numbered(EXPLAINED), "version": rest.json()["version"], "reason": "Nej."}
    assert answer(secretariat, round_, AALBORG, **late).status_code == 409


def test_a_closed_round_tells_the_operator_what_is_missing(
    secretariat: Program, client: TestClient
) -> None:
    with transaction() as session:
        above_the_cap(session, NORDJYLLAND)
    made = secretariat.post(
        "/rounds",
        {
            "template": "tariff-explanation",
            "deadline": "2026-12-20",
            "sandbox": True,
            "clock": "2026-12-01T09:00:00+01:00",
            "start": True,
        },
    ).json()
    answer(secretariat, made, AALBORG, version=1, **numbered(*[EXPLAINED] * 8))
    settle(secretariat, made, AALBORG, (1, "ask_back", "Hvilke?"), (2, "accept"))
    path = f"/rounds/{made['id']}"
    assert secretariat.post(f"{path}/clock", {"to": "2026-12-22T09:00:00+01:00"}).status_code == 200
    closed = secretariat.post(f"{path}/close", {"reason": "Året er gået."})
    assert closed.status_code == 200, closed.text
    with reading() as session:
        link = f"/s/{token_of(session, session.get_one(Round, made['id']), AALBORG)}"
        told = session.exec(select(Letter.source).where(Letter.kind == LetterKind.ROUND_CLOSED))
        letters = [(source or b"").decode() for source in told]
    page = client.get(link, headers={"Accept": "text/html"}).text
    assert "Vi mangler jeres svar på 1 af 8." in page
    assert sum("1 af 8." in letter for letter in letters) == 1


def test_a_correction_supersedes_when_it_is_accepted(
    secretariat: Program, round_: dict[str, Any]
) -> None:
    given = answer(secretariat, round_, THISTED, version=1, **numbered(CORRECTED))
    assert given.status_code == 201, given.text
    [before] = deviations(secretariat, "Thisted")
    assert (before["actual_ore"], before["standing"], before["corrected_ore"]) == (
        150_000,
        "told",
        101_000,
    )
    assert settle(secretariat, round_, THISTED, (1, "accept")).status_code == 200
    assert deviations(secretariat, "Thisted") == []  # 1010,00 is below the cap of 1020,00
    with reading() as session:
        lines = session.exec(
            select(TariffLine)
            .where(col(TariffLine.tariff_ore).in_([150_000, 101_000]))
            .order_by(col(TariffLine.id))
        ).all()
    assert [(line.tariff_ore, line.superseded_by is None) for line in lines] == [
        (150_000, False),
        (101_000, True),
    ]


def test_a_correction_of_what_has_changed_since_is_refused(
    secretariat: Program, round_: dict[str, Any]
) -> None:
    answer(secretariat, round_, THISTED, version=1, **numbered(CORRECTED))
    with transaction() as session:
        above_the_cap(session, ["Thisted;Fyrhuset;§ 104;1000,00;1400,00"])
    problem(settle(secretariat, round_, THISTED, (1, "accept")), 409, "1.verdict")
    assert standings(secretariat, "Thisted") == ["open"]  # of another figure nothing was said


def test_what_is_reported_unasked(secretariat: Program) -> None:
    with transaction() as session:
        above_the_cap(session, NORDJYLLAND)
    path = "/tariffs/reported"
    for field, wrong in {
        "operator": "Tysted Kommune",
        "service": "x",
        "category": "x",
        "text": " ",
        "lasts": "",
        "year": 1999,
        "name": "",
    }.items():
        problem(secretariat.post(path, {**REPORT, field: wrong}), 422, field)
    first = secretariat.post(path, REPORT)
    assert first.status_code == 201, first.text
    assert secretariat.post(path, REPORT).json() == first.json()
    found = secretariat.get("/tariffs/report").json()
    [place] = found["data_quality"]["reported_not_found"]  # § 107 lies below the cap
    assert (place["operator"], place["provision"], place["paragraph"]) == (
        "Thisted",
        "Fyrhuset",
        "§ 107",
    )
    secretariat.post(path, {**REPORT, "paragraph": "§ 104"})
    [above] = deviations(secretariat, "Thisted")
    assert (above["standing"], above["explanation"]) == ("reported", "Ny lov.")


def test_the_report_is_the_same_bytes_until_something_is_said(
    secretariat: Program, round_: dict[str, Any]
) -> None:
    def made() -> list[bytes]:
        with reading() as session:
            return [tariff_report_file(session, None, kind).content for kind in ReportFormat]

    before = made()
    assert made() == before
    answer(secretariat, round_, THISTED, version=1, **numbered(EXPLAINED))
    assert all(new != old for new, old in zip(made(), before, strict=True))
