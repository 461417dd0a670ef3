"""A file is given at the deviation it explains, and stands there wherever the explanation does."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from actions.deliver_letters import deliver_letters
from actions.load import seat_by_code
from actions.register_answer import Official, confirm_registration
from api.doors import utc_now
from models.database import reading, transaction
from models.draft import DraftFile
from models.letter import Letter
from models.round import Round
from models.vocabulary import LetterKind, Role
from tests.above_the_cap import asked_to_explain
from tests.api.program import Program
from tests.builders import NOW
from tests.pages.browsing import Visitor, errors_in, words_of
from tests.pages.links import form_as_it_stands, token_of
from tests.pages.test_party_draft import SIGNED, Link

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

THISTED = "787"
SEAT = f"/rounds/1/seats/{THISTED}"
ROWS = [f"Thisted;Tilbud {number};§ 107;1000,00;1100,00" for number in (1, 2, 3)]
SECOND = "Tilbud 2, § 107, 2018"
EXPLAINED = {"act": "explain", "category": "law", "text": "Lov.", "lasts": "permanent"}
ALL = {f"{n}.{name}": value for n in (1, 2, 3) for name, value in EXPLAINED.items()}
MINUTES = ("bilag.pdf", b"%PDF-1.7 minutes", "application/pdf")
BUDGET = ("bilag.pdf", b"%PDF-1.7 budget", "application/pdf")


@pytest.fixture
def link(client: TestClient) -> Link:
    with transaction() as session:
        round_ = asked_to_explain(session, ROWS, THISTED)
        return Link(client, token_of(session, round_, THISTED))


@pytest.fixture
def secretariat(client: TestClient) -> Program:
    return Program.with_key(client, Role.SECRETARIAT)


def sent(link: Link, values: dict[str, str], **files: object) -> None:
    """By the review page, as a person does."""
    form = form_as_it_stands(link.review(values, **files).text)
    answered = link.post("answer", form.values | SIGNED)
    assert answered.status_code == 303, errors_in(answered)


def test_it_stands_at_its_deviation(link: Link, desk: Visitor, secretariat: Program) -> None:
    at_two = {"version": "1", **ALL}
    page = words_of(link.review(at_two, **{"2.files": MINUTES}))
    assert page.count("Bilag til forklaringen: bilag.pdf") == 1
    assert SECOND in page.partition("Bilag til forklaringen")[0]
    assert "Gælder: Tilbud 1, § 107, 2018 Tilbud 3, § 107, 2018" in page  # the same, without a file
    sent(link, at_two)
    assert "Bilag til forklaringen: bilag.pdf" in words_of(link.look("/receipt"))
    deliver_letters(utc_now())
    with reading() as session:
        receipt = session.exec(select(Letter).where(Letter.kind == LetterKind.RECEIPT)).one()
    assert b"Bilag til forklaringen: bilag.pdf" in (receipt.source or b"")
    items = secretariat.get(f"/rounds/1/seats/{THISTED}/items").json()["items"]
    assert [[file["filename"] for file in item["told"]["files"]] for item in items] == [
        [],
        ["bilag.pdf"],
        [],
    ]
    assert f'{SEAT}/attachments/1/1">bilag.pdf' in desk.get(SEAT).text.partition('id="items"')[2]
    found = secretariat.get("/tariffs/report").json()["deviations"]
    assert [one["files"] for one in found] == [[], ["bilag.pdf"], []]
    assert "Bilag: bilag.pdf" in words_of(desk.get("/tariffs"))


def test_what_is_asked_back_is_given_anew(link: Link, desk: Visitor, secretariat: Program) -> None:
    sent(link, {"version": "1", **ALL}, **{"1.files": BUDGET, "2.files": MINUTES})
    back = {"2.verdict": "ask_back", "2.question": "Hvilket budget?"}
    assert desk.post(f"{SEAT}/verdicts", back).status_code == 303
    assert "Sendt før: bilag.pdf." in words_of(link.look())
    again = {f"2.{name}": value for name, value in EXPLAINED.items()}
    sent(link, {"version": "3", **again}, **{"2.files": BUDGET})
    listed = desk.get(SEAT).text.partition('id="items"')[2].partition("</section>")[0]
    assert listed.count("bilag.pdf</a>") == 2
    assert desk.get(f"{SEAT}/attachments/2/1").content == BUDGET[1]
    assert desk.get(f"{SEAT}/attachments/1/2").content == MINUTES[1]  # the history has the old


def test_a_draft_holds_the_same_file_in_two_places(link: Link) -> None:
    typed = {"version": "1", **ALL}
    link.post("draft", typed, **{"2.files": MINUTES})
    link.post("draft", typed, **{"3.files": MINUTES})
    twice = [("2.files", MINUTES), ("2.files", ("kopi.pdf", *MINUTES[1:]))]
    saved = link.client.post(f"{link.path}/draft", data=typed, files=twice, follow_redirects=False)
    assert saved.status_code == 303
    page = link.look()
    assert words_of(page).count("Gemt i kladden: bilag.pdf") == 2
    with reading() as session:
        third, second = sorted((f.key for f in session.exec(select(DraftFile))), reverse=True)
    assert (third[:8], second[:8]) == ("3.files:", "2.files:")
    link.post("draft", {**typed, f"drop.{third}": "true"})
    with reading() as session:
        assert [file.key for file in session.exec(select(DraftFile))] == [second]
    sent(link, typed)
    assert words_of(link.look("/receipt")).count("Bilag til forklaringen") == 1


@pytest.mark.parametrize("verb", ["draft", "review", "answer"])
def test_ten_in_all_are_taken(link: Link, verb: str) -> None:
    def files(count: int) -> list[tuple[str, tuple[str, bytes, str]]]:
        return [
            (f"{n % 3 + 1}.files", ("a.pdf", b"%PDF-" + bytes([65 + n]), "application/pdf"))
            for n in range(count)
        ]

    typed = {"version": "1", **ALL, **SIGNED}
    address = f"{link.path}/{verb}"
    many = link.client.post(address, data=typed, files=files(11), headers={"Accept": "text/html"})
    assert (many.status_code, errors_in(many)) == (
        422,
        ["Der kan vedhæftes højst 10 filer i alt."],
    )
    assert "#answer-3.files" in many.text
    wrong = [("2.files", ("a.pdf", b"MZ", "application/pdf"))]
    bad = link.client.post(address, data=typed, files=wrong, headers={"Accept": "text/html"})
    assert (bad.status_code, "#answer-2.files" in bad.text) == (422, True)
    good = link.client.post(address, data=typed, files=files(10), follow_redirects=False)
    assert good.status_code == 303, errors_in(good)


def test_a_program_gives_them_at_their_deviation(link: Link, secretariat: Program) -> None:
    file = {"filename": "bilag.pdf", "content": "JVBERi0xLjc="}
    answer = {"version": 1, **ALL, **SIGNED}
    for field, wrong in {"2.files": [{}], "4.files": [file], "2.file": [file]}.items():
        told = link.client.post(f"{link.path}/answer", json={**answer, field: wrong})
        assert (told.status_code, told.json()["field"]) == (422, field), told.text
    given = {**answer, "2.files": [file], "attachments": [file]}
    told = link.client.post(f"{link.path}/answer", json=given)
    assert told.status_code == 201, told.text
    details = told.json()["details"]
    assert [len(details[f"{n}.files"]) for n in (1, 2, 3)] == [0, 1, 0]
    whole = secretariat.get(f"/rounds/1/seats/{THISTED}/items").json()["items"]
    assert [len(item["told"]["files"]) for item in whole] == [0, 1, 0]


def test_what_waits_for_a_second_user_is_confirmed(desk: Visitor, link: Link) -> None:
    """Without a file there is nothing that proves it, and what was kept is judged again."""
    registered = desk.post(f"{SEAT}/answer", {"version": "1", **ALL, **SIGNED})
    assert "waits-for-second" in registered.headers["location"], words_of(registered)
    with transaction() as session:
        round_ = session.get_one(Round, 1)
        seat = seat_by_code(session, round_, THISTED)
        confirmed = confirm_registration(session, round_, seat, 1, Official("user:9", "Bo"), NOW)
        assert confirmed.details["2.text"] == "Lov."
