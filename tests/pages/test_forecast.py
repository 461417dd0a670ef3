"""The forecast's pages, and a party that tells when its council meets."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, col, select

from models.calendar import MeetingDate
from models.database import reading, transaction
from models.event import Event
from models.round import Round
from models.seat import Answer
from tests.builders import sandbox_round
from tests.pages.browsing import HTML, Visitor, errors_in, words_of
from tests.pages.links import form_as_it_stands, token_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TABLE = "Kommune;Dato\n1085;24.09.2020\n1085;24.02.2021\n"


def recorded(session: Session) -> list[Event]:
    query = select(Event).where(Event.kind == "calendar.recorded").order_by(col(Event.id))
    return list(session.exec(query))


def councils(code: str) -> list[str]:
    with reading() as session:
        rows = session.exec(select(MeetingDate).where(MeetingDate.code == code)).all()
        return sorted(str(row.falls_on) for row in rows)


def test_a_file_changes_the_forecast_and_the_tasks(desk: Visitor) -> None:
    with transaction() as session:
        sandbox_round(session)
    before = words_of(desk.get("/rounds/1/forecast"))
    assert "Kun mødet 26. november 2020 kan nås inden fristen. Regnet med langt forløb." in before
    assert "Sidst er Region Sjælland" in before
    for done in ("er regnet om", "ingen nye mødedatoer"):
        posted = desk.post("/rounds/1/calendars", files={"meetings": ("m.csv", TABLE.encode())})
        assert posted.status_code == 303
        assert done in words_of(desk.get(posted.headers["location"]))
    page = words_of(desk.get("/rounds/1/forecast"))
    assert "Intet møde inden fristen kan nås. Det første er 24. februar 2021." in page
    task = "1 part kan ikke nå at beslutte inden fristen"
    assert task in words_of(desk.get("/rounds/1"))
    assert "Region Sjælland fik" in words_of(desk.get("/rounds/1/events"))


def test_a_file_that_is_refused_says_where(desk: Visitor, reader: Visitor) -> None:
    with transaction() as session:
        sandbox_round(session)
    wrong = {"meetings": ("m.csv", b"Kommune;Dato\n259;i morgen\n")}
    answer = desk.post("/rounds/1/calendars", files=wrong)
    assert answer.status_code == 422
    assert errors_in(answer)[0].startswith("Række 2: »i morgen« er ikke en dato")
    assert errors_in(desk.post("/rounds/1/calendars"))[0] == "Vælg en fil med mødedatoer."
    good = {"meetings": ("m.csv", TABLE.encode())}
    assert reader.post("/rounds/1/calendars", files=good).status_code == 403
    assert "/rounds/1/calendars" not in reader.get("/rounds/1/forecast").text


def test_the_secretariat_writes_one_partys_meetings(desk: Visitor) -> None:
    with transaction() as session:
        sandbox_round(session)
    told = {
        "council": "24.11.2020\n1. december 2020",
        "finance_committee": "",
        "committee": "3/11-2020",
    }
    assert desk.post("/rounds/1/seats/320/meetings", told).status_code == 303
    page = words_of(desk.get("/rounds/1/seats/320"))
    assert "Sikker 2 møder inden fristen kan nås." in page
    assert "Seneste møde før fristen er 1. december 2020." in page
    assert "Fagudvalget : 3. nov. 2020." in page
    wrong = desk.post("/rounds/1/seats/320/meetings", {"council": "24.11.2020\n31.11.2020"})
    assert wrong.status_code == 422
    assert "»31.11.2020« er ikke en dato" in errors_in(wrong)[0]
    assert "24.11.2020\n31.11.2020" in wrong.text
    assert councils("320") == ["2020-11-03", "2020-11-24", "2020-12-01"]


def test_the_secretariat_changes_what_is_assumed(desk: Visitor) -> None:
    with transaction() as session:
        sandbox_round(session)
    page = desk.get("/rounds/1/forecast")
    form = form_as_it_stands(page.text, "lead-times").values
    form.pop("csrf")
    assert desk.post("/rounds/1/lead-times", form).status_code == 303
    assert "Antagelserne" not in words_of(desk.get("/rounds/1/events"))  # as it stands: no change
    told = {**form, "long_way.259": "true", "quiet_weeks": "27-31, 42"}
    posted = desk.post("/rounds/1/lead-times", told)
    assert "Antagelserne er gemt" in words_of(desk.get(posted.headers["location"]))
    page = desk.get("/rounds/1/forecast")
    assert words_of(page).count("Regnet med langt forløb.") == 2
    assert "Ferieuger uden sagsbehandling: 27-31, 42." in words_of(page)
    assert "Antagelserne om sagens vej blev ændret." in words_of(desk.get("/rounds/1/events"))
    wrong = desk.post("/rounds/1/lead-times", {**told, "long.committee_days": "en måned"})
    assert wrong.status_code == 422
    assert errors_in(wrong) == ["»en måned« er ikke et helt antal. Skriv det med tal."]
    assert 'value="en måned"' in wrong.text


def test_a_party_tells_its_meetings_by_its_link(client: TestClient) -> None:
    with transaction() as session:
        token = token_of(session, sandbox_round(session), "320")
    page = client.get(f"/s/{token}", headers=HTML)
    assert "Vi kender ikke byrådets mødedatoer" in words_of(page)
    days = {"council": "26.11.2020", "finance_committee": "19.11.2020", "committee": "12.10.2020"}
    told = client.post(f"/s/{token}/meetings", data=days, headers=HTML)
    assert (told.status_code, told.headers["location"]) == (303, f"/s/{token}#moeder")
    page = client.get(f"/s/{token}", headers=HTML)
    assert "Det seneste møde før fristen er 26. november 2020" in words_of(page)
    assert "skal sagen være klar 30. september 2020" in words_of(page)  # by its own committee
    with reading() as session:
        (event,) = recorded(session)
        assert event.payload["by"].startswith("contact:")
        assert session.exec(select(Answer)).all() == []
        assert session.exec(select(Round)).one().answered == 0


def test_a_scanner_that_submits_the_form_as_it_stands_changes_nothing(client: TestClient) -> None:
    with transaction() as session:
        token = token_of(session, sandbox_round(session), "259")
    form = form_as_it_stands(client.get(f"/s/{token}", headers=HTML).text, "meetings")
    before = councils("259")
    assert form.values["council"].count("\n") >= 5
    for _ in range(3):
        assert client.post(form.action, data=form.values, headers=HTML).status_code == 303
    assert councils("259") == before
    with reading() as session:
        assert recorded(session) == []


@pytest.mark.parametrize("text", ["i morgen", "1.1.2062", "24.11.2020, 99.99.9999"])
def test_what_a_party_mistypes_is_shown_again(client: TestClient, text: str) -> None:
    with transaction() as session:
        token = token_of(session, sandbox_round(session), "320")
    answer = client.post(f"/s/{token}/meetings", data={"council": text}, headers=HTML)
    assert answer.status_code == 422
    assert len(errors_in(answer)) == 1
    assert text in answer.text
    assert councils("320") == []


def test_links_that_are_none_or_over_take_no_meetings(client: TestClient, desk: Visitor) -> None:
    with transaction() as session:
        token = token_of(session, sandbox_round(session), "320")
    wrong = client.post(f"/s/{token[:-1]}x/meetings", data={"council": "26.11.2020"}, headers=HTML)
    assert wrong.status_code == 404
    desk.post("/rounds/1/cancellation", {"reason": "Aflyst"})
    over = client.post(f"/s/{token}/meetings", data={"council": "26.11.2020"}, headers=HTML)
    assert over.status_code == 410
    assert councils("320") == []
