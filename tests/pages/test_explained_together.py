"""One explanation for many deviations, on a party's form without JavaScript."""

from email import message_from_bytes
from email.policy import default

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from models.database import reading, transaction
from models.event import Event
from models.letter import Letter
from models.vocabulary import LetterKind, Role
from tests.above_the_cap import asked_to_explain
from tests.api.program import Program
from tests.pages.browsing import Visitor, errors_in, value_of, words_of
from tests.pages.links import form_as_it_stands, rows, token_of
from tests.pages.test_party_draft import SIGNED, Link

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

THISTED = "787"
SEAT = f"/rounds/1/seats/{THISTED}"
ROWS = [
    f"Thisted;Tilbud {n};{law};1000,00;1100,00"
    for n, law in enumerate(("§ 107", "§ 107", "§ 108", "§ 108", "§ 108"), 1)
]
CAUSE = {"category": "law", "text": "Ny <overenskomst>.", "lasts": "permanent"}
ONCE = {f"together.{name}": text for name, text in CAUSE.items()}
PRESSED = {"together": "true"}
MINUTES = ("bilag.pdf", b"%PDF-1.7 minutes", "application/pdf")


@pytest.fixture
def link(client: TestClient) -> Link:
    with transaction() as session:
        round_ = asked_to_explain(session, ROWS, THISTED)
        return Link(client, token_of(session, round_, THISTED))


def standing(link: Link) -> dict[str, str]:
    """The form as a browser would send it now."""
    return form_as_it_stands(link.look().text).values


def test_each_ends_with_its_own(link: Link, desk: Visitor, client: TestClient) -> None:
    page = link.look()
    assert "5 af 5 mangler." in words_of(page)
    assert "§ 108 (3)" in words_of(page)
    typed = {**standing(link), **ONCE, "together.which": "of:§ 108"}
    written = link.post("draft", typed | PRESSED, **{"together.files": MINUTES})
    assert (written.status_code, written.headers["location"][-6:]) == (303, "#flere")
    page = link.look()
    assert "2 af 5 mangler. Ny lov, overenskomst eller krav fra tilsynet: 3" in words_of(page)
    assert words_of(page).count("Gemt i kladden: bilag.pdf") == 3
    typed = standing(link)
    assert typed["together.text"] == typed["2.text"] == ""
    typed["4.text"] = "Også færre pladser."  # one is changed by itself
    typed |= {**ONCE, "together.category": "places", "together.which": "rest"}
    review = link.review(typed)  # written at the rest without its own button
    assert "Fælles for 2 Svar: Taksten er rigtig. Vi forklarer afvigelsen Årsag: Ændret antal" in (
        words_of(review)
    )
    assert "Gælder: Tilbud 3, § 108, 2018 Tilbud 5, § 108, 2018" in words_of(review)
    sent = link.post("answer", form_as_it_stands(review.text).values | SIGNED)
    assert sent.status_code == 303, errors_in(sent)
    told = Program.with_key(client, Role.SECRETARIAT).get(f"/rounds/1/seats/{THISTED}/items")
    found = [item["told"] for item in told.json()["items"]]
    assert [one["category"] for one in found] == ["places"] * 2 + ["law"] * 3
    assert [one["text"] for one in found][3:] == ["Også færre pladser.", CAUSE["text"]]
    assert [len(one["files"]) for one in found] == [0, 0, 1, 1, 1]
    assert desk.get(f"{SEAT}/attachments/1/1").content == MINUTES[1]
    assert desk.get(f"{SEAT}/attachments/1/2").status_code == 404, "kept once"
    with reading() as session:
        event = session.exec(select(Event).where(Event.kind == "seat.answered")).one()
    assert len(event.payload["attachments"]) == 1


def test_several_are_asked_back_the_same(link: Link, desk: Visitor) -> None:
    answered = {**standing(link), **ONCE, **SIGNED, "together.which": "rest"}
    assert link.post("answer", answered, **{"together.files": MINUTES}).status_code == 303
    assert "Der er før sendt bilag ved 5 af dem." in words_of(link.look())
    own = {"1.verdict": "accept", "2.verdict": "ask_back", "2.question": "Hvor <mange>?"}
    same = {**own, "rest": "ask_back", "question": "Hvilken overenskomst?"}
    refused = desk.post(f"{SEAT}/verdicts", same | {"question": " "})
    assert errors_in(refused) == ["Tilbud 3, § 108, 2018: Skriv, hvad I vil spørge om."]
    assert value_of(refused, "2.question") == "Hvor <mange>?"
    assert desk.post(f"{SEAT}/verdicts", same).status_code == 303
    assert words_of(link.look()).count("Vi spørger: Hvilken overenskomst?") == 3
    with reading() as session:
        letter = session.exec(select(Letter).where(Letter.kind == LetterKind.ASKED_BACK)).one()
        told = message_from_bytes(letter.source or b"", policy=default).get_body(("plain",))
        text = told.get_content().replace("\r\n", "\n") if told else ""
    assert "Tilbud 2, § 107, 2018:\n> Hvor <mange>?\n\nTilbud 3, § 108, 2018\n" in text
    assert text.count("> Hvilken overenskomst?") == 1
    assert "4 af 4 mangler." in words_of(link.look())
    again = {**standing(link), **ONCE, "together.text": "OK24.", "together.which": "of:§ 108"}
    link.post("draft", again | PRESSED)
    assert [standing(link)[f"{n}.text"] for n in (2, 3, 4, 5)] == [CAUSE["text"], *["OK24."] * 3]


@pytest.mark.parametrize(
    ("verb", "given", "said"),
    [
        ("draft", PRESSED | ONCE, "Vælg, hvilke forklaringen gælder."),
        ("draft", PRESSED | {"together.which": "rest"}, "Vælg årsag."),
        ("review", ONCE | {"together.text": "", "1.together": "true"}, "Skriv forklaring."),
        ("review", ONCE, "Vælg, hvilke forklaringen gælder."),
    ],
)
def test_half_of_it_is_kept_and_said(
    link: Link, verb: str, given: dict[str, str], said: str
) -> None:
    refused = link.post(verb, standing(link) | given | {"2.text": "Min egen."})
    assert refused.status_code == 422
    assert errors_in(refused)[0].startswith(said)
    for page in (refused, link.look()):  # and in the draft
        assert value_of(page, "2.text") == "Min egen."
        assert value_of(page, "together.text") == given.get("together.text", "")


def test_what_is_told_by_itself_is_replaced_only_by_a_tick(link: Link) -> None:
    own = {**standing(link), "1.act": "correct", "1.tariff_ore": "900,00", "2.text": "Min egen."}
    once = {**own, **ONCE, **PRESSED}
    link.post("draft", once | {"together.which": "of:§ 107", "3.together": "true"})
    typed = standing(link)
    assert [typed.get(f"{n}.text") for n in range(1, 6)] == ["", "Min egen.", CAUSE["text"], "", ""]
    link.post("draft", once | {"1.together": "true"})
    typed = standing(link)
    assert (typed["1.text"], typed["1.act"], typed["1.tariff_ore"]) == (
        CAUSE["text"],
        "explain",
        "",
    )


def test_a_file_is_not_dropped_unseen(link: Link) -> None:
    kept = link.post("draft", standing(link) | ONCE, **{"together.files": MINUTES})
    assert errors_in(kept)[0].startswith("Filen er ikke gemt")
    assert value_of(link.look(), "together.text") == CAUSE["text"]


@pytest.mark.parametrize("verb", ["draft", "review"])
def test_a_file_that_is_refused_leaves_the_explanation_to_be_used_with_another(
    link: Link, verb: str
) -> None:
    given = {**standing(link), **ONCE, "together.which": "rest"}
    wrong = {"together.files": ("bilag.pdf", b"MZ", "application/pdf")}
    refused = link.post(verb, given | (PRESSED if verb == "draft" else {}), **wrong)
    assert (refused.status_code, "#answer-together.files" in refused.text) == (422, True)
    for page in (refused, link.look()):
        assert value_of(page, "together.text") == CAUSE["text"]
        assert value_of(page, "1.text") == ""


def test_a_form_sent_as_it_stands_changes_nothing(link: Link) -> None:
    before = rows()
    as_it_stands = standing(link)
    assert link.post("draft", as_it_stands | PRESSED).status_code == 422
    assert link.post("answer", as_it_stands).status_code == 422
    assert rows() == before


def test_the_desk_registers_it_too(link: Link, desk: Visitor) -> None:
    form = form_as_it_stands(desk.get(SEAT).text).values
    once = {**form, **ONCE, **SIGNED, "together.which": "rest"}
    refused = desk.post(f"{SEAT}/answer", once | {"together.text": ""})
    assert errors_in(refused) == ["Skriv forklaring."]
    done = desk.post(f"{SEAT}/answer", once, files={"together.files": MINUTES})
    assert done.headers["location"].endswith("?done=answered"), errors_in(done)
    assert words_of(desk.get(SEAT)).count("Ny <overenskomst>.") >= 5


def test_a_program_tells_it_once(link: Link) -> None:
    answer = {"version": 1, **SIGNED}
    file = {"filename": "bilag.pdf", "content": "JVBERi0xLjc="}
    rest = {"items": [2, 3, 4, 5], **CAUSE, "files": [file]}
    one = {"1.act": "correct", "1.text": "En tastefejl.", "1.tariff_ore": 90_000}
    for field, wrong in {
        "together": [rest | {"items": [2, 3, 4, 5, 9]}],
        "2.text": [rest | {"text": ""}],
        "2.files": [rest | {"files": [{}]}],
        "1.act": [rest | {"items": [1]}],
    }.items():
        told = link.client.post(f"{link.path}/answer", json={**answer, **one, "together": wrong})
        assert (told.status_code, told.json()["field"]) == (422, field), told.text
    told = link.client.post(f"{link.path}/answer", json={**answer, **one, "together": [rest]})
    assert told.status_code == 201, told.text
    details = told.json()["details"]
    assert [details[f"{n}.text"] for n in (1, 2, 5)] == ["En tastefejl.", *[CAUSE["text"]] * 2]
    assert [len(details[f"{n}.files"]) for n in (1, 2, 5)] == [0, 1, 1]
