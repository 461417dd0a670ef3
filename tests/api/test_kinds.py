"""Every kind of question through the real doors: made, asked, answered, counted and closed."""

import base64
import dataclasses
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from actions.deliver_letters import deliver_letters
from models.calendar import MeetingDate
from models.database import reading, transaction
from models.letter import MailboxMessage
from models.round import Round
from notifications.opening import open_mail
from rules.questions.registry import QUESTIONS
from tests.above_the_cap import above_the_cap
from tests.api.program import Program, problem
from tests.builders import NOW
from tests.pages.browsing import HTML
from tests.pages.links import form_as_it_stands, token_of
from tests.reports.reading import text_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PARTY = "320"  # Faxe
PDF = b"%PDF-1.7 x"
SIGNED = {"name": "Anna Ø", "title": "konsulent", "version": 1}
DECISION = {**SIGNED, "outcome": "approved", "decided_on": "2018-10-01", "body": "council"}
FUTURE = {**DECISION, "decided_on": "2018-12-24"}
HEARD = {**SIGNED, "text": "Vi støtter forslaget."}
MET = {
    **SIGNED,
    "council": "14.1.2019\n11.2.2019",
    "finance_committee": "",
    "committee": "9.1.2019",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """answer: a good one; bad: ones that are refused, each with the field that is named.

    says    what stands on the page and in the invitation
    kept    what the receipt says of the answer
    """

    answer: dict[str, Any]
    bad: tuple[tuple[dict[str, Any], str], ...]
    says: str
    kept: str
    result: str
    parties: int = 18
    opens: dict[str, Any] = dataclasses.field(default_factory=dict)


EXPLAINED = {
    **SIGNED,
    "1.act": "explain",
    "1.category": "places",
    "1.text": "Tilbuddet har to pladser færre.",
    "1.lasts": "permanent",
}
CORRECTED = {**SIGNED, "1.act": "correct", "1.text": "En tastefejl.", "1.tariff_ore": "1.010,00"}

KINDS = {
    "approval": Kind(DECISION, ((FUTURE, "decided_on"),), "aftalen", "godkendt", "adopted"),
    "extension": Kind(DECISION, ((FUTURE, "decided_on"),), "forlængelsen", "godkendt", "adopted"),
    "addendum": Kind(DECISION, ((FUTURE, "decided_on"),), "allongen", "godkendt", "adopted"),
    "consultation": Kind(
        HEARD,
        (
            (SIGNED, "text"),
            ({**HEARD, "no_remarks": "true"}, "no_remarks"),
            ({**HEARD, "text": "a\x1b"}, "text"),
            ({**HEARD, "name": " "}, "name"),
        ),
        "jeres høringssvar",
        "Vi støtter forslaget.",
        "completed",
    ),
    "meeting_dates": Kind(
        MET,
        (
            (SIGNED, "council"),
            ({**MET, "council": "14.1.2018"}, "council"),
            ({**MET, "committee": "i morgen"}, "committee"),
        ),
        "mødes i 2019",
        "14. januar 2019",
        "completed",
    ),
    "tariff_explanation": Kind(
        EXPLAINED,
        (
            (SIGNED, "1.act"),
            ({**EXPLAINED, "1.act": "?"}, "1.act"),
            ({**EXPLAINED, "1.text": ""}, "1.text"),
            ({**EXPLAINED, "1.lasts": ""}, "1.lasts"),
            ({**EXPLAINED, "1.tariff_ore": "1.010,00"}, "1.tariff_ore"),
            ({**CORRECTED, "1.tariff_ore": ""}, "1.tariff_ore"),
            ({**CORRECTED, "1.tariff_ore": "1.2.3"}, "1.tariff_ore"),
            ({**CORRECTED, "1.tariff_ore": "1.100,00"}, "1.tariff_ore"),
            ({**CORRECTED, "1.tariff_ore": "1.020,01"}, "1.category"),
        ),
        "ligger over loftet",
        "Tilbuddet har to pladser færre.",
        "completed",
        parties=4,
        opens={"period_from": None, "kkr": None},
    ),
}
OPEN = {
    "kkr": "sjaelland",
    "period_from": "2018-01-01",
    "deadline": "2018-12-01",
    "sandbox": True,
    "clock": "2018-10-02T10:00:00+02:00",
    "start": True,
}


@pytest.fixture(params=QUESTIONS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def opened(secretariat: Program, name: str, **changes: Any) -> dict[str, Any]:
    if QUESTIONS[name].about:
        with transaction() as session:
            above_the_cap(session)
    made = secretariat.post("/rounds", {"kind": name, **OPEN, **KINDS[name].opens, **changes})
    assert made.status_code == 201, made.text
    return dict(made.json())


def link(round_: dict[str, Any], code: str = PARTY) -> str:
    with reading() as session:
        return f"/s/{token_of(session, session.get_one(Round, round_['id']), code)}"


def mail(session: Session, subject: str) -> str:
    """The text of the party's message of that kind."""
    messages = session.exec(select(MailboxMessage)).all()
    texts = [open_mail(message.raw) for message in messages]
    return next(m.text for m in texts if subject in m.subject and "faxe" in m.to)


def test_a_round_from_start_to_close(secretariat: Program, client: TestClient, name: str) -> None:
    kind, round_ = KINDS[name], opened(secretariat, name)
    assert (round_["kind"], round_["state"], round_["parties"]) == (name, "open", kind.parties)
    deliver_letters(NOW, sandbox=True)
    with reading() as session:
        assert kind.says in mail(session, round_["title"])

    for scenario in ("silence", "calendar"):
        path = f"/rounds/{round_['id']}/rehearsal?scenario={scenario}"
        letters = secretariat.get(path).json()["items"]
        assert "reminder" in {letter["kind"] for letter in letters}

    page = client.get(link(round_), headers=HTML)
    assert kind.says in page.text
    form = form_as_it_stands(page.text)
    assert (form.values["version"], "name" in form.values) == ("1", False)
    as_it_stands = client.post(form.action, data=form.values, headers=HTML)
    assert as_it_stands.status_code == 422  # a mail scanner answers for nobody

    for given, field in kind.bad:
        told = client.post(f"{link(round_)}/answer", json=given)
        assert (told.status_code, told.json()["field"]) == (422, field), told.text
        shown = client.post(f"{link(round_)}/answer", data=given, headers=HTML)
        assert shown.status_code == 422
        assert f"#answer-{field}" in shown.text

    filled = {field: str(value) for field, value in kind.answer.items()}
    sent = client.post(f"{link(round_)}/answer", data=filled, follow_redirects=False)
    assert sent.status_code == 303, sent.text
    receipt = client.get(sent.headers["location"], headers=HTML)
    assert kind.kept.lower() in receipt.text.lower()
    pdf = client.get(f"{link(round_)}/receipt.pdf")
    assert kind.kept.lower() in text_of(pdf.content).lower()
    deliver_letters(NOW, sandbox=True)
    with reading() as session:
        assert kind.kept.lower() in mail(session, "Kvittering").lower()

    again = client.post(f"{link(round_)}/answer", json=kind.answer)
    assert again.status_code == 409
    path = f"/rounds/{round_['id']}"
    answer_the_rest(secretariat, path, kind.answer)
    standing = secretariat.get(path).json()
    assert (standing["state"], standing["approved"]) == ("complete", kind.parties)
    assert standing["adoption"]["succeeds"] is True
    closed = secretariat.post(f"{path}/close").json()
    assert (closed["state"], closed["result"]) == ("closed", kind.result)
    assert "Runden er afsluttet" in client.get(link(round_), headers=HTML).text


def answer_the_rest(secretariat: Program, path: str, answer: dict[str, Any]) -> None:
    for seat in secretariat.get(f"{path}/seats").json()["items"]:
        if seat["state"] == "waiting":
            body = {"body": "regional_council"} if seat["code"] == "1085" else {}
            given = {**answer, **(body if "body" in answer else {})}
            answered = secretariat.post(f"{path}/seats/{seat['code']}/answer", given)
            assert answered.status_code == 201, answered.text


def test_an_unknown_field_is_refused(secretariat: Program, client: TestClient, name: str) -> None:
    round_ = opened(secretariat, name)
    given = {**KINDS[name].answer, "color": "red"}
    told = client.post(f"{link(round_)}/answer", json=given)
    assert (told.status_code, told.json()["field"]) == (422, "color")
    problem(secretariat.post(f"/rounds/{round_['id']}/seats/{PARTY}/answer", given), 422, "color")


def test_files_come_with_a_consultation(secretariat: Program, client: TestClient) -> None:
    round_ = opened(secretariat, "consultation")
    address = link(round_)
    files = [
        ("attachments", ("Svar.pdf", PDF, "application/pdf")),
        ("attachments", ("../Kort.png", b"\x89PNG\r\n\x1a\nx", "image/png")),
    ]
    bad = [("attachments", ("Svar.pdf", b"MZ not a pdf", "application/pdf"))]
    refused = client.post(f"{address}/answer", data=SIGNED, files=bad, headers=HTML)
    assert refused.status_code == 422
    assert "#answer-attachments" in refused.text
    given = client.post(
        f"{address}/answer", data=SIGNED, files=files, follow_redirects=False, headers=HTML
    )
    assert given.status_code == 303, given.text
    answer = client.get(address, headers={"Accept": "application/json"}).json()["answer"]
    assert [file["filename"] for file in answer["attachments"]] == ["Svar.pdf", "Kort.png"]
    file = client.get(f"{address}/attachments/1")
    assert (file.content, file.headers["content-type"]) == (PDF, "application/pdf")
    assert file.headers["content-disposition"].startswith("attachment")
    assert client.get(f"{address}/attachments/3").status_code == 404
    content = base64.b64encode(PDF).decode()
    in_json = {
        **SIGNED,
        "version": 2,
        "reason": "flere bilag",
        "attachments": [{"filename": "Nyt.pdf", "content": content}],
    }
    assert client.post(f"{address}/answer", json=in_json).status_code == 201
    wrongs: list[Any] = [{}, [{}], [{"filename": "x.pdf", "content": "%"}], "x"]
    for wrong in wrongs:
        told = client.post(f"{address}/answer", json={**in_json, "attachments": wrong})
        assert (told.status_code, told.json()["field"]) == (422, "attachments"), told.text


def test_meeting_dates_become_the_partys_calendar(secretariat: Program, client: TestClient) -> None:
    round_ = opened(secretariat, "meeting_dates")
    in_json = {**SIGNED, "council": ["2019-02-11", "2019-01-14"]}
    given = client.post(f"{link(round_)}/answer", json=in_json)
    assert given.status_code == 201, given.text
    assert given.json()["details"]["council"] == ["2019-01-14", "2019-02-11"]
    with reading() as session:
        rows = session.exec(
            select(MeetingDate).where(
                MeetingDate.scope == f"sandbox:{round_['id']}", MeetingDate.code == PARTY
            )
        ).all()
        of_2019 = {str(row.falls_on) for row in rows if row.falls_on.year == 2019}
    assert of_2019 == {"2019-01-14", "2019-02-11"}


def test_an_addendum_carries_its_figures(secretariat: Program, client: TestClient) -> None:
    """Supply and demand of places as a spreadsheet, beside the addendum itself."""
    round_ = opened(secretariat, "addendum", start=False)
    path = f"/rounds/{round_['id']}"
    for name, content in (("Allonge.pdf", PDF), ("Udbud og efterspørgsel.xlsx", b"PK\x03\x04 x")):
        file = {"file": (name, content, "application/octet-stream")}
        attached = secretariat.send("POST", f"{path}/documents", files=file)
        assert attached.status_code == 201, attached.text
    assert secretariat.post(f"{path}/start").status_code == 200
    page = client.get(link(round_), headers=HTML)
    assert "Udbud og efterspørgsel.xlsx" in page.text
    figures = client.get(f"{link(round_)}/documents/2")
    assert figures.content == b"PK\x03\x04 x"
    assert figures.headers["content-disposition"].startswith("attachment")


def test_next_years_dates_need_only_whom_and_when(secretariat: Program) -> None:
    round_ = opened(secretariat, "meeting_dates", period_from=None)
    assert (round_["title"], round_["parties"]) == ("Mødedatoer for 2019, KKR Sjælland", 18)
    problem(secretariat.post("/rounds", {"kind": "meeting_dates"}), 422, "kkr")
    problem(
        secretariat.post("/rounds", {"kind": "meeting_dates", "kkr": "sjaelland"}), 422, "deadline"
    )
    problem(secretariat.post("/rounds", {}), 422, "template")


def test_silence_is_consent_in_a_consultation_that_said_so(secretariat: Program) -> None:
    round_ = opened(secretariat, "consultation", silence="consent")
    path = f"/rounds/{round_['id']}"
    secretariat.post(f"{path}/clock", {"to": "2018-12-02T08:00:00+01:00"})
    standing = secretariat.get(path).json()["adoption"]
    assert (standing["succeeds"], len(standing["tacit"]), standing["consenting"]) == (True, 18, 0)
    assert secretariat.post(f"{path}/close").json()["result"] == "completed"
