"""A draft is kept, looked through and erased; only a typed name makes an answer of it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from actions.erase_draft import forget_drafts
from actions.load import contacts_of, seat_by_code
from api.doors import utc_now
from models.agreement import StoredFile
from models.database import reading, transaction
from models.draft import Draft, DraftFile
from models.round import Round
from models.seat import Answer
from tests.builders import answer
from tests.databases import sqlite_only
from tests.pages.browsing import HTML, Visitor, errors_in, value_of, words_of
from tests.pages.links import (
    ANSWER,
    JSON,
    PARTY,
    TODAY,
    form_as_it_stands,
    rows,
    the_round,
    the_seat,
)

pytestmark = sqlite_only
TYPED = {
    "version": "1",
    "outcome": "approved_with_remarks",
    "body": "council",
    "decided_on": TODAY,
    "remarks": "Æ & <b>\r\nto linjer",
}
SIGNED = {"name": "Anna Ø", "title": "sekretær"}
PDF = ("Udskrift æ.pdf", b"%PDF-1.7 minutes", "application/pdf")
OTHER = ("Nyt.pdf", b"%PDF-1.7 corrected", "application/pdf")


class Link:
    """A party at its link, as a browser without scripts."""

    def __init__(self, client: TestClient, token: str) -> None:
        self.client, self.path = client, f"/s/{token}"

    def post(self, verb: str, values: dict[str, str], **files: Any) -> Response:
        return self.client.post(f"{self.path}/{verb}", data=values, files=files, headers=HTML)

    def look(self, tail: str = "") -> Response:
        return self.client.get(f"{self.path}{tail}", headers=HTML)

    def review(self, values: dict[str, str], **files: Any) -> Response:
        """The page one is led to."""
        led = self.post("review", values, **files)
        assert led.status_code == 303, errors_in(led)
        return self.client.get(led.headers["location"], headers=HTML)


@pytest.fixture
def link(client: TestClient, token: str) -> Link:
    return Link(client, token)


def drafts() -> list[dict[str, Any]]:
    with reading() as session:
        return [draft.typed for draft in session.exec(select(Draft))]


def contents() -> set[bytes]:
    """The files there are, but for the round's own documents."""
    with reading() as session:
        return {f.content for f in session.exec(select(StoredFile)) if f.content[:9] == PDF[1][:9]}


def test_a_draft_is_there_again_and_is_no_answer(link: Link) -> None:
    saved = link.post("draft", {**TYPED, **SIGNED}, evidence=PDF)
    assert (saved.status_code, saved.headers["location"]) == (303, f"{link.path}#svar")
    page = link.look()
    form = form_as_it_stands(page.text)
    assert {name: form.values[name] for name in TYPED} == TYPED | {"remarks": "Æ & <b>\nto linjer"}
    assert "Gemt i kladden: Udskrift æ.pdf" in words_of(page)
    assert re.search(r"Kladden er gemt den \d+\. \w+ \d{4} kl\.", words_of(page))
    assert "Anna" not in str(drafts())
    assert (the_round().answered, the_seat().version) == (0, 1)
    assert link.client.get(link.path, headers=JSON).json()["answer"] is None


def test_a_colleague_does_not_see_it(link: Link, desk: Visitor) -> None:
    contact = {"name": "Bo", "email": "bo@faxe.example.org", "role": "agenda_secretariat"}
    desk.post(f"/rounds/1/seats/{PARTY}/contact", contact)
    link.post("draft", TYPED)
    with reading() as session:
        seat = seat_by_code(session, session.exec(select(Round)).one(), PARTY)
        assert len(contacts_of(session, seat)) == 2
        (own,) = [c for c in contacts_of(session, seat) if c.email != contact["email"]]
        assert [d.contact_id for d in session.exec(select(Draft))] == [own.id]
    assert "to linjer" not in desk.get(f"/rounds/1/seats/{PARTY}").text


def test_what_is_looked_through_is_what_is_answered(link: Link) -> None:
    page = link.review(TYPED, evidence=PDF)
    words = words_of(page)
    for told in ("Godkendt med bemærkninger", "to linjer", "Udskrift æ.pdf", "Der er ikke sendt"):
        assert told in words
    form = form_as_it_stands(page.text)
    assert (form.values["name"], form.values["title"]) == ("", "")
    assert list(form.values)[-1] == "name", "it is typed last"
    sent = link.client.post(form.action, data=form.values | SIGNED)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{link.path}/receipt")
    with reading() as session:
        (stored,) = session.exec(select(Answer)).all()
        assert stored.remarks == "Æ & <b>\nto linjer"
        assert (stored.name, stored.evidence_filename) == ("Anna Ø", "Udskrift æ.pdf")
        assert session.get_one(StoredFile, stored.evidence_sha256).content == PDF[1]
        assert (session.exec(select(Draft)).all(), session.exec(select(DraftFile)).all()) == (
            [],
            [],
        )


def test_a_review_without_a_name_is_shown_again(link: Link) -> None:
    form = form_as_it_stands(link.review(TYPED, evidence=PDF).text)
    before = rows()
    refused = link.post("answer", form.values | {"title": "sekretær"})
    assert refused.status_code == 422
    assert errors_in(refused) == ["Skriv dit navn. Det er navnet, der gør svaret til jeres."]
    again = form_as_it_stands(refused.text)
    assert again.values == form.values | {"title": "sekretær"}
    assert rows() == before
    assert link.post("answer", again.values | SIGNED).status_code == 303


def test_what_is_wrong_is_told_at_once_and_nothing_is_lost(link: Link) -> None:
    typed = TYPED | {"body": "committee", "decided_on": "2020-09-09"}
    refused = link.post("review", typed, evidence=PDF)
    assert refused.status_code == 422
    assert [words[:12] for words in errors_in(refused)] == ["Kun byrådet ", "Beslutningsd"]
    assert "Gemt i kladden: Udskrift æ.pdf" in words_of(refused)
    assert value_of(refused, "remarks").startswith("Æ & <b>")
    right = form_as_it_stands(refused.text).values | {"body": "council", "decided_on": TODAY}
    assert "Udskrift æ.pdf" in words_of(link.review(right))


@pytest.mark.parametrize(
    ("choice", "besides", "field"),
    [
        ("approved", {"remarks": "ja, men"}, "remarks"),
        ("not_yet", {"remarks": "ja, men"}, "remarks"),
        ("not_yet", {"decided_on": TODAY}, "decided_on"),
        ("not_yet", {"closed_item": "true"}, "closed_item"),
        ("approved", {"meeting_on": "2020-10-05"}, "meeting_on"),
        ("approved", {"points.1": "rejected"}, "points.1"),
    ],
)
def test_what_the_choice_has_no_use_for_is_told_and_not_dropped(
    link: Link, choice: str, besides: dict[str, str], field: str
) -> None:
    base = {"version": "1", "outcome": choice}
    base |= {"body": "council", "decided_on": TODAY} if choice == "approved" else {}
    refused = link.post("review", base | besides)
    assert refused.status_code == 422
    assert f'href="#answer-{field.partition(".")[0]}"' in refused.text
    assert form_as_it_stands(link.look().text).values[field] == besides[field]


def test_what_a_script_put_away_is_kept_for_another_choice(link: Link) -> None:
    """Its fields are not sent at all then."""
    link.post("draft", TYPED | {"outcome": "rejected"}, evidence=PDF)
    page = link.review({"version": "1", "outcome": "not_yet", "meeting_on": "2020-10-05"})
    assert "to linjer" not in words_of(page)
    assert "Udskrift" not in words_of(page)
    assert "remarks" not in form_as_it_stands(page.text).values
    assert drafts()[0]["remarks"] == "Æ & <b>\nto linjer"


@pytest.mark.parametrize(
    ("clock", "decided", "flag"),
    [("2020-12-04", "2020-12-03", "after_deadline"), (TODAY, "2020-09-06", "older_than_round")],
)
def test_the_unusual_is_confirmed(link: Link, clock: str, decided: str, flag: str) -> None:
    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        assert round_.clock
        month, day = map(int, clock.split("-")[1:])
        round_.clock = round_.clock.replace(month=month, day=day)
    form = form_as_it_stands(link.review(TYPED | {"decided_on": decided}).text)
    refused = link.post("answer", form.values | SIGNED)
    assert refused.status_code == 422
    assert f'href="#answer-confirm.{flag}"' in refused.text
    assert errors_in(refused)[0].startswith("Sæt kryds ved, at beslutningen er truffet")
    assert the_round().answered == 0
    again = form_as_it_stands(refused.text).values | SIGNED | {f"confirm.{flag}": "true"}
    assert link.post("answer", again).status_code == 303
    with reading() as session:
        assert session.exec(select(Answer)).one().flags == [flag]


def test_a_scanner_that_sends_every_form_as_it_stands_changes_nothing(link: Link) -> None:
    link.post("draft", TYPED | {"closed_item": "true"}, evidence=PDF)
    before = rows()
    page = link.look().text
    for verb in ("answer", "erasure", "meetings"):
        form = form_as_it_stands(page, verb)
        buttons = ("/review", "/draft") if verb == "answer" else ()
        for led in (form.action, *(link.path + button for button in buttons)):
            link.client.post(led, data=form.values, headers=HTML)
    signing = form_as_it_stands(link.look("/review?version=1").text)
    assert signing.values["reviewed"] == "true"
    assert link.post("answer", signing.values).status_code == 422
    assert rows() == before


def test_the_form_as_it_stands_makes_no_draft(link: Link) -> None:
    for _ in range(2):
        before = rows()
        form = form_as_it_stands(link.look().text)
        link.post("draft", form.values)
        link.post("review", form.values)
        assert rows() == before
        link.client.post(f"{link.path}/answer", json=ANSWER)  # then there is one to correct


def test_whoever_comes_second_is_shown_the_first(link: Link) -> None:
    signing = form_as_it_stands(link.review(TYPED).text)
    with transaction() as session:
        answer(session, session.exec(select(Round)).one(), PARTY)
    late = link.post("answer", signing.values | SIGNED)
    assert late.status_code == 409
    assert errors_in(late)[0].startswith("Anna Ø (sekretær) har svaret i mellemtiden.")
    assert value_of(late, "remarks").startswith("Æ & <b>")
    assert link.look("/review?version=1").headers["location"] == f"{link.path}#svar"
    page = link.look()
    assert "Kladden er skrevet, før" in words_of(page)
    assert "Vi har modtaget Faxe Kommunes svar" in words_of(page)


def test_files_go_with_what_holds_them(link: Link) -> None:
    link.post("draft", TYPED, evidence=PDF)
    link.post("draft", TYPED, evidence=OTHER)
    assert contents() == {OTHER[1]}, "one extract takes the place of the other"
    with reading() as session:
        key = session.exec(select(DraftFile)).one().key
    link.post("draft", TYPED | {f"drop.{key}": "true"})
    assert contents() == set()
    link.post("draft", TYPED, evidence=PDF)
    form = form_as_it_stands(link.review(TYPED).text)
    link.post("draft/erasure", {"erase": "true"})
    assert (drafts(), contents()) == ([], set())
    lost = link.post("answer", form.values | SIGNED)
    assert lost.status_code == 422
    assert errors_in(lost) == ["Filen, der lå i kladden, er der ikke længere. Vælg den igen."]


def test_a_file_that_cannot_be_kept_takes_nothing_else_with_it(link: Link) -> None:
    refused = link.post("draft", TYPED, evidence=("side.pdf", b"<html>", "application/pdf"))
    assert (refused.status_code, errors_in(refused)[0][:24]) == (422, "Filen er ikke af en type")
    assert drafts()[0]["remarks"] == "Æ & <b>\nto linjer"


def test_drafts_nobody_comes_back_to_are_forgotten(link: Link) -> None:
    link.post("draft", TYPED, evidence=PDF)
    with transaction() as session:
        assert forget_drafts(session, utc_now() + timedelta(days=89)) == 0
        assert forget_drafts(session, utc_now() + timedelta(days=91)) == 1
    assert (drafts(), contents()) == ([], set())


@pytest.mark.parametrize(
    "typed",
    [
        {"remarks": "x" * 200_001},
        {f"points.{number}": "approved" for number in range(1, 15_000)},
    ],
    ids=["too long", "too many"],
)
def test_more_than_a_draft_has_room_for(link: Link, typed: dict[str, str]) -> None:
    before = rows()
    assert link.post("draft", typed).status_code in {400, 413, 422}
    assert rows() == before


def test_a_script_is_told_when_it_was_saved(link: Link) -> None:
    told = link.client.post(f"{link.path}/draft", data=TYPED, headers=JSON)
    assert told.json()["saved_at"].startswith("den ")
    cleared = link.client.post(f"{link.path}/draft", data=dict.fromkeys(TYPED, ""), headers=JSON)
    assert (cleared.json(), drafts()) == ({"saved_at": None, "errors": {}}, [])


def test_a_round_that_is_over_keeps_no_drafts(link: Link, desk: Visitor) -> None:
    desk.post("/rounds/1/cancellation", {"reason": "Ny aftale"})
    before = rows()
    assert link.post("draft", TYPED).status_code == 410
    assert rows() == before
