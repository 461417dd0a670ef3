"""Explanations of tariffs on the pages: asked for, told by the link, settled, reported unasked."""

import re

import pytest
from fastapi.testclient import TestClient

from actions.answer_seat import answer_seat
from actions.load import seat_by_code
from actions.write_answer import Teller
from models.database import transaction
from rules.questions.submission import Submission
from tests.above_the_cap import NORDJYLLAND, above_the_cap, asked_to_explain
from tests.builders import NOW
from tests.pages.browsing import HTML, Visitor, errors_in, words_of
from tests.pages.links import token_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

THISTED = "787"
SEAT = f"/rounds/1/seats/{THISTED}"
UNASKED = {
    "year": "2018",
    "category": "law",
    "text": "Ny <lov>.",
    "lasts": "permanent",
    "name": "Bo Å",
    "title": "konsulent",
}


@pytest.fixture
def link(desk: Visitor) -> str:
    """Thisted's in a real round, in which it has explained its one deviation."""
    with transaction() as session:
        round_ = asked_to_explain(session, NORDJYLLAND, THISTED)
        own = {"1.act": "explain", "1.category": "law", "1.text": "Lov.", "1.lasts": "permanent"}
        given = Submission(1, "Kim", "konsulent", own=own)
        answer_seat(session, round_, seat_by_code(session, round_, THISTED), given, Teller(), NOW)
        return f"/s/{token_of(session, round_, THISTED)}"


def test_hundreds_of_deviations_are_answered_and_settled(client: TestClient, desk: Visitor) -> None:
    """More fields than a server takes by itself, in the party's form and in the desk's."""
    many = range(1, 701)
    with transaction() as session:
        rows = [f"Aalborg;Tilbud {n};§ 107;1000,00;1030,00" for n in many]
        round_ = asked_to_explain(session, rows, "851")
        link = f"/s/{token_of(session, round_, '851')}"
    each = {"act": "explain", "category": "law", "text": "Ny lov.", "lasts": "permanent"}
    told = {f"{n}.{name}": text for n in many for name, text in {**each, "tariff_ore": ""}.items()}
    nothing = ("", b"", "application/octet-stream")  # as a browser sends a field without a file
    given = {**told, "version": "1", "name": "Kim", "title": "konsulent"}
    files = {f"{n}.files": nothing for n in many}
    sent = client.post(f"{link}/answer", data=given, files=files, headers=HTML)
    assert sent.status_code == 303, words_of(sent)
    assert sent.headers["location"] == f"{link}/receipt"
    seat = "/rounds/1/seats/851"
    verdicts = {f"{n}.verdict": "accept" for n in many} | {f"{n}.question": "" for n in many}
    back = {"700.verdict": "ask_back", "700.question": "Hvilken lov?"}
    settled = desk.post(f"{seat}/verdicts", verdicts | back)
    assert settled.headers.get("location") == f"{seat}?done=settled", words_of(settled)
    hostile = desk.post(f"{seat}/verdicts", {f"{n}.verdict": "" for n in range(30_001)})
    assert (hostile.status_code, "den har for mange felter" in words_of(hostile)) == (400, True)


def test_the_desk_makes_the_round(desk: Visitor) -> None:
    with transaction() as session:
        above_the_cap(session, NORDJYLLAND)
    page = desk.get("/tariffs")
    assert "/rounds/new?template=tariff-explanation&amp;year=2018" in page.text
    assert 'value="2018"' in desk.get("/rounds/new?template=tariff-explanation&year=2018").text
    made = desk.post(
        "/rounds/new", {"template": "tariff-explanation", "deadline": "2027-02-01", "year": "2018"}
    )
    assert made.status_code == 303, words_of(made)
    assert "Aalborg Kommune" in words_of(desk.get("/rounds/1"))
    again = desk.post("/rounds/new", {"template": "tariff-explanation", "deadline": "2027-02-01"})
    assert "ingen takster over loftet" in words_of(again)


def test_an_answer_is_settled_at_the_desk(desk: Visitor, client: TestClient, link: str) -> None:
    page = words_of(desk.get(SEAT))
    assert "Fyrhuset, § 104, 2018" in page
    assert "Besvaret, til gennemsyn" in page
    assert errors_in(desk.post(f"{SEAT}/verdicts", {})) == [
        "Vælg, hvilke svar der godtages, og hvilke I vil spørge til."
    ]
    asked = desk.post(f"{SEAT}/verdicts", {"1.verdict": "ask_back"})
    assert errors_in(asked) == ["Fyrhuset, § 104, 2018: Skriv, hvad I vil spørge om."]
    back = {"1.verdict": "ask_back", "1.question": "Hvilken <lov>?"}
    assert desk.post(f"{SEAT}/verdicts", back).status_code == 303
    form = client.get(link, headers=HTML)
    assert "Hvilken <lov>?" in words_of(form)
    assert ">Lov.</textarea>" in form.text  # what was told stands there already
    assert "blev spurgt igen om »Fyrhuset, § 104, 2018«" in words_of(desk.get(SEAT))
    assert "Spurgt igen. Ny lov, overenskomst" in words_of(desk.get("/tariffs"))
    answer = {"version": "3", "1.act": "explain", "1.category": "law", "1.text": "Loven."}
    told = {**answer, "1.lasts": "permanent", "name": "Kim", "title": "konsulent"}
    sent = client.post(f"{link}/answer", data=told, follow_redirects=False)
    assert sent.status_code == 303
    assert desk.post(f"{SEAT}/verdicts", {"rest": "accept"}).status_code == 303
    assert "Godtaget" in words_of(desk.get(SEAT))
    assert f'action="{link}/answer"' not in client.get(link, headers=HTML).text


def test_the_desk_registers_what_is_reported(desk: Visitor, reader: Visitor) -> None:
    assert "Ingen har oplyst noget endnu" in words_of(desk.get("/tariffs/reported"))
    with transaction() as session:
        above_the_cap(session, NORDJYLLAND)
    found = re.search(r"operator=(\d+)[^>]*>Thisted<", desk.get("/tariffs/reported").text)
    operator = found[1] if found else ""
    page = desk.get(f"/tariffs/reported?operator={operator}")
    assert "Fyrhuset, § 107" in page.text
    assert (
        "<form"
        not in reader.get(f"/tariffs/reported?operator={operator}").text.partition("<main")[2]
    )
    wrong = desk.post(f"/tariffs/reported/{operator}", UNASKED)
    assert errors_in(wrong) == ["Vælg den takst, det drejer sig om."]
    service = page.text.partition(", § 107</option>")[0].rpartition('value="')[2].partition('"')[0]
    done = desk.post(f"/tariffs/reported/{operator}", {**UNASKED, "service": service})
    assert done.headers["location"] == "/tariffs/reported?done=reported"
    told = words_of(desk.get("/tariffs/reported"))
    assert "Ny <lov>. Ny lov, overenskomst eller krav fra tilsynet. Varigt" in told
    assert "Ikke fundet af kontrollen" in told


def test_an_operator_reports_by_its_link(desk: Visitor, client: TestClient, link: str) -> None:
    assert f"{link}/deviation" in client.get(link, headers=HTML).text
    page = client.get(f"{link}/deviation", headers=HTML)
    assert "Fyrhuset, § 104" in page.text
    assert "Solhjem" not in page.text  # another operator's
    scanned = client.post(f"{link}/deviation", data={"year": "2018"}, headers=HTML)
    assert scanned.status_code == 422
    service = page.text.partition(", § 107</option>")[0].rpartition('value="')[2].partition('"')[0]
    given = {**UNASKED, "service": service}
    theirs = client.post(f"{link}/deviation", data={**given, "service": "1"}, headers=HTML)
    assert errors_in(theirs) == ["Vælg den takst, det drejer sig om."]
    sent = client.post(f"{link}/deviation", data=given, headers=HTML, follow_redirects=False)
    assert sent.headers["location"] == f"{link}/deviation?done=reported"
    assert "Ny <lov>." in words_of(desk.get("/tariffs/reported"))
