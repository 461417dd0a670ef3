"""A party's seat on the desk: answers on behalf, evidence, contacts, links, letters and events."""

import pytest
from sqlmodel import col, select

from actions.load import contacts_of, seat_by_code
from actions.open_link import open_link
from api.pages import telling, wording
from models.database import reading, transaction
from models.event import Event
from models.event_kinds import KINDS
from models.keys import get_keys
from models.letter import Letter
from models.round import Round
from models.seat import Answer, Contact, Seat
from models.vocabulary import (
    ContactRole,
    DeadlineKind,
    Left,
    LetterKind,
    LetterState,
    Outcome,
    SeatState,
)
from rules.links import token
from rules.refusal import Refusal, Why
from tests.builders import contacts_for, real_round, sandbox_round
from tests.pages.browsing import Visitor, errors_in, value_of, words_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SEAT = "/rounds/1/seats/259"
TOLD = {
    "version": "1",
    "outcome": "approved_with_remarks",
    "decided_on": "2020-09-08",
    "body": "council",
    "remarks": "Økonomien <i>følges</i>.\nTæt.",
    "agenda_item": "14",
    "minutes_url": "https://www.koege.dk/referat?a=1&b=2",
    "name": "Søren Ågård",
    "title": "byrådssekretær",
}
PDF = {"evidence": ("Udskrift æøå.pdf", b"%PDF-1.7 minutes")}


@pytest.fixture(autouse=True)
def started(desk: Visitor) -> None:
    with transaction() as session:
        sandbox_round(session)


def the_seat() -> Seat:
    with reading() as session:
        return session.exec(select(Seat).where(Seat.code == "259")).one()


def test_an_answer_on_behalf_is_shown_with_its_evidence_and_checked(desk: Visitor) -> None:
    assert desk.post(f"{SEAT}/answer", TOLD, PDF).headers["location"] == f"{SEAT}?done=answered"
    page = desk.get(SEAT)
    words = words_of(page)
    for expected in (
        "Svar modtaget, kontrolleres",
        "Godkendt med bemærkninger",
        "Søren Ågård, byrådssekretær (registreret af secretariat@sekretariat.example.org)",
        "Økonomien <i>følges</i>. Tæt.",
        "Udskrift æøå.pdf",
    ):
        assert expected in words
    assert "<i>følges" not in page.text

    file = desk.get(f"{SEAT}/evidence/1")
    assert file.content == PDF["evidence"][1]
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["x-content-type-options"] == "nosniff"

    assert desk.post(f"{SEAT}/check").status_code == 303
    assert the_seat().state is SeatState.CHECKED
    assert "Svaret er kontrolleret" not in words_of(desk.get(SEAT)).replace("registreret", "")
    assert desk.post(f"{SEAT}/check").status_code == 409


@pytest.mark.parametrize(
    ("changes", "files", "said"),
    [
        ({"name": ""}, PDF, "Skriv dit navn"),
        ({"decided_on": ""}, PDF, "Skriv datoen"),
        ({"decided_on": "2020-09-09"}, PDF, "i fremtiden"),
        ({"decided_on": "31-31-2020"}, PDF, "er ikke en dato"),
        ({"body": "committee"}, PDF, "kan træffe beslutningen"),
        ({"remarks": " "}, PDF, "Skriv bemærkningerne"),
        ({"minutes_url": "javascript:alert(1)"}, PDF, "https://"),
        ({"outcome": "maybe"}, PDF, "Vælg en af mulighederne"),
        ({"version": "2"}, PDF, "forældet"),
        ({}, {"evidence": ("a.pdf", b"MZ")}, "ikke af en type"),
        ({}, {"evidence": ("a.docx", b"PK\x03\x04")}, "ikke af en type"),
    ],
)
def test_an_answer_with_a_fault_is_shown_again_and_not_kept(
    desk: Visitor, changes: dict[str, str], files: dict[str, tuple[str, bytes]], said: str
) -> None:
    typed = TOLD | changes
    page = desk.post(f"{SEAT}/answer", typed, files)
    assert page.status_code == (409 if "version" in changes else 422)
    assert said in errors_in(page)[0]
    for field in ("decided_on", "remarks", "agenda_item", "minutes_url", "name", "title"):
        assert value_of(page, f"answer-{field}") == typed[field]
    assert 'value="approved_with_remarks" checked' in page.text or "outcome" in changes
    with reading() as session:
        assert session.exec(select(Answer)).all() == []


def test_a_correction_needs_a_reason_and_supersedes(desk: Visitor) -> None:
    desk.post(f"{SEAT}/answer", TOLD)
    again = TOLD | {"version": "2", "outcome": "rejected"}
    assert "hvorfor" in errors_in(desk.post(f"{SEAT}/answer", again))[0]
    assert desk.post(f"{SEAT}/answer", again | {"reason": "Hørt forkert"}).status_code == 303
    words = words_of(desk.get(SEAT))
    assert "Ikke godkendt" in words
    assert "Tidligere svar Godkendt med bemærkninger" in words
    assert the_seat().outcome is Outcome.REJECTED


def test_a_party_is_reminded_once_a_day(desk: Visitor) -> None:
    assert desk.post(f"{SEAT}/reminder").status_code == 303
    again = desk.post(f"{SEAT}/reminder")
    assert again.status_code == 409
    assert errors_in(again) == ["Køge Kommune er allerede rykket i dag."]
    desk.post(f"{SEAT}/answer", TOLD)
    assert "Send en påmindelse nu" not in words_of(desk.get(SEAT))


def test_contacts_are_added_and_their_links_ended(desk: Visitor) -> None:
    director = {"name": "Dir Ektør", "email": "d@koege.dk", "role": "director"}
    assert desk.post(f"{SEAT}/contact", director).status_code == 303
    twice = desk.post(f"{SEAT}/contact", director)
    assert "to gange" in errors_in(twice)[0]
    assert value_of(twice, "contact-email") == "d@koege.dk"

    with reading() as session:
        seat_id = the_seat().id
        contact = session.exec(select(Contact).where(Contact.seat_id == seat_id)).first()
        assert contact is not None
        assert contact.id is not None
        first = token(get_keys()[0], seat_id=contact.seat_id, contact_id=contact.id, generation=1)
        assert open_link(session, first).seat.code == "259"
    assert desk.post(f"{SEAT}/links", {"contact": str(contact.id)}).status_code == 303
    with reading() as session, pytest.raises(Refusal) as refused:
        open_link(session, first)
    assert refused.value.why is Why.GONE


@pytest.mark.parametrize("contact", ["", "x", "-1", "999", "1e3", "٣", "9" * 40])
def test_another_partys_contact_is_out_of_reach(desk: Visitor, contact: str) -> None:
    assert desk.post(f"{SEAT}/links", {"contact": contact}).status_code == 404
    with reading() as session:
        assert {c.link_generation for c in session.exec(select(Contact))} == {1}


def test_the_case_number_stands_on_later_letters(desk: Visitor) -> None:
    for number in ("24/1234", "24/1234", "", "24/1234"):
        assert desk.post(f"{SEAT}/case-number", {"case_number": number}).status_code == 303
    desk.post(f"{SEAT}/reminder")
    with reading() as session:
        kinds = session.exec(select(Event.kind)).all()
        newest = session.exec(select(Letter.id).order_by(col(Letter.id).desc()).limit(1)).one()
    assert kinds.count("case_number.recorded") == 3
    page = desk.get(f"/rounds/1/letters/{newest}")
    assert "24/1234" in words_of(page)
    assert "/s/[partens link]" in words_of(page)


def test_a_draft_to_the_management_is_released_once(desk: Visitor) -> None:
    director = {"name": "Dir Ektør", "email": "d@koege.dk", "role": "director"}
    desk.post(f"{SEAT}/contact", director)
    desk.post("/rounds/1/clock", {"to": "2020-12-09T09:00"})
    assert "1 rykker venter på jer" in words_of(desk.get("/rounds/1"))
    with reading() as session:
        draft = session.exec(select(Letter.id).where(Letter.state == LetterState.DRAFT)).one()
    place = f"/rounds/1/letters/{draft}"
    assert "Frigiv brevet" in words_of(desk.get(place))
    assert desk.post(f"{place}/release").headers["location"] == f"{place}?done=released"
    assert "Frigiv brevet" not in words_of(desk.get(place))
    assert desk.post(f"{place}/release").status_code == 409


def test_a_letter_of_another_round_is_not_shown_here(desk: Visitor) -> None:
    with transaction() as session:
        other = real_round(session, contacts=contacts_for(parties=["851"]))
        letter = session.exec(select(Letter.id).where(Letter.round_id == other.id)).one()
    assert desk.get(f"/rounds/{other.id}/letters/{letter}").status_code == 200
    assert desk.get(f"/rounds/1/letters/{letter}").status_code == 404


def test_every_word_has_its_danish() -> None:
    assert set(telling.SENTENCES) == set(KINDS)
    assert set(wording.LETTER_KINDS) == set(LetterKind)
    assert set(wording.LETTER_STATES) == set(LetterState)
    assert set(wording.ROLES) == set(ContactRole)
    assert set(wording.LEFT) == set(Left)
    assert set(wording.DEADLINE_KINDS) == set(DeadlineKind)


def test_every_recorded_event_is_told(desk: Visitor) -> None:
    desk.post(f"{SEAT}/answer", TOLD)
    desk.post(f"{SEAT}/check")
    desk.post("/rounds/1/extension", {"to": "2021-01-15", "reason": "Valg"})
    desk.post("/rounds/1/clock", {"by": "next"})
    desk.post("/rounds/1/cancellation", {"reason": "Prøven er slut"})
    with reading() as session:
        count = len(session.exec(select(Event.id).where(Event.chain == "sandbox:1")).all())
        round_ = session.exec(select(Round)).one()
    page = desk.get("/rounds/1/events")
    assert page.text.count('class="event"') == count
    words = words_of(page)
    for expected in (
        "Køge Kommune svarede »godkendt med bemærkninger«, besluttet 8. sep. 2020",
        "Fristen blev sat til og med 15. jan. 2021: Valg",
        "Runden blev annulleret: Prøven er slut",
        "secretariat@sekretariat.example.org",
    ):
        assert expected in words
    assert round_.end_reason in words_of(desk.get("/rounds/1"))


def test_a_contact_from_a_day_on_and_to_a_day(desk: Visitor) -> None:
    """The day is 8 September 2020."""
    place = SEAT
    typed = {"name": "Bo Ø", "email": "bo@example.org", "role": "primary"}
    wrong = desk.post(f"{place}/contact", typed | {"valid_to": "2020-09-07"})
    assert (wrong.status_code, "den dag er gået" in errors_in(wrong)[0]) == (422, True)
    assert desk.post(f"{place}/contact", typed | {"valid_from": "15.09.2020"}).status_code == 303
    shown = words_of(desk.get(place))
    assert "Primær kontakt fra 15. sep. 2020" in shown
    assert desk.post(f"{place}/contact/limit-7", {"valid_to": "2020-09-20"}).status_code == 404
    with reading() as session:
        seat = seat_by_code(session, session.exec(select(Round)).one(), "259")
        first, coming = (contact.id for contact in contacts_of(session, seat))
    late = desk.post(f"{place}/contact/limit-{coming}", {"valid_to": "2020-09-14"})
    assert (late.status_code, len(errors_in(late))) == (422, 1)
    assert desk.post(f"{place}/contact/limit-{first}", {"valid_to": "14.9.2020"}).status_code == 303
    assert "Primær kontakt til og med 14. sep. 2020" in words_of(desk.get(place))
