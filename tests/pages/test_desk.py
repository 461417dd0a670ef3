"""The secretariat's desk: a round from its form to its end, and forms that keep what was typed."""

import pytest
from sqlmodel import select

from models.database import reading, transaction
from models.event import Event
from models.letter import Letter
from models.round import RecommendationPoint, Round
from models.seat import Contact, Seat
from models.vocabulary import LetterKind, RoundState, SeatState
from tests.builders import answer, answer_all, danish, real_round, sandbox_round
from tests.pages.browsing import Visitor, errors_in, value_of, words_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NEW = {
    "template": "biennial",
    "kkr": "nordjylland",
    "period_from": "2031-01-01",
    "deadline": "2030-12-01",
    "title": "Rammeaftale »Nord« <b>2031</b>",
}
CSV = "Kommune;Navn;E-mail\n851;Åse;aase@aalborg.dk\n".encode("cp1252")


def the_round() -> Round:
    with reading() as session:
        return session.exec(select(Round)).one()


def kinds() -> list[str]:
    with reading() as session:
        return list(session.exec(select(Event.kind)))


def place_of(round_: Round) -> str:
    return f"/rounds/{round_.id}"


@pytest.fixture
def draft(desk: Visitor) -> str:
    with transaction() as session:
        return place_of(sandbox_round(session, start=False))


@pytest.fixture
def started(desk: Visitor) -> str:
    with transaction() as session:
        return place_of(sandbox_round(session))


def test_a_round_is_made_from_the_form(desk: Visitor) -> None:
    made = desk.post("/rounds/new", NEW, {"contacts": ("kontakter.csv", CSV)})
    assert made.status_code == 303
    round_ = the_round()
    assert (round_.title, round_.state, round_.sandbox) == (NEW["title"], RoundState.DRAFT, False)
    assert (round_.parties, round_.without_contact) == (12, 11)
    page = desk.get(made.headers["location"])
    assert "Runden er oprettet som kladde" in words_of(page)
    assert "11 parter har ingen kontakt" in words_of(page)
    assert "<b>2031" not in page.text
    assert NEW["title"] in words_of(desk.get("/"))


@pytest.mark.parametrize(
    ("changes", "csv", "said"),
    [
        ({"template": ""}, CSV, "Der er ingen skabelon"),
        ({"template": "../../etc"}, CSV, "Der er ingen skabelon"),
        ({"kkr": ""}, CSV, "mangler"),
        ({"deadline": ""}, CSV, "Skriv fristen"),
        ({"deadline": "31.02.2030"}, CSV, "er ikke en dato"),
        ({"deadline": "2020-12-01"}, CSV, "er udløbet"),
        ({"title": "x" * 201}, CSV, "der er plads til 200"),
        ({}, b"Kommune;Navn;E-mail\n851;A;no address\n", "(række 2)"),
        ({}, b"Kommune;Navn;E-mail\n999;A;a@b.dk\n", "ikke part i runden (række 2)"),
    ],
)
def test_a_form_with_an_error_keeps_what_was_typed(
    desk: Visitor, changes: dict[str, str], csv: bytes, said: str
) -> None:
    typed = NEW | changes
    page = desk.post("/rounds/new", typed, {"contacts": ("kontakter.csv", csv)})
    assert page.status_code == 422
    (error,) = errors_in(page)
    assert said in error
    for field in ("title", "period_from", "deadline"):
        assert value_of(page, f"new-{field}") == typed[field]
    with reading() as session:
        assert session.exec(select(Round)).all() == []


def test_from_draft_to_closed(desk: Visitor, draft: str) -> None:
    assert "Send runden ud, når den er klar" in words_of(desk.get(draft))
    assert desk.post(f"{draft}/announcement").headers["location"] == f"{draft}?done=announced"
    assert "Varslet" in words_of(desk.get(draft))
    assert desk.post(f"{draft}/start").headers["location"] == f"{draft}?done=started"
    told = words_of(desk.get(f"{draft}?done=started"))
    assert "Runden er startet" in told
    assert "0 af 18 har svaret" in told

    with transaction() as session:
        round_ = session.exec(select(Round)).one()
        answer_all(session, round_, danish("2020-08-10 09:00"))
    assert "18 svar skal kontrolleres" in words_of(desk.get(draft))
    with reading() as session:
        codes = session.exec(select(Seat.code)).all()
    for code in codes:
        assert desk.post(f"{draft}/seats/{code}/check").status_code == 303
    assert "Alle har svaret, og svarene er kontrolleret" in words_of(desk.get(draft))
    assert desk.post(f"{draft}/close").status_code == 303
    page = desk.get(draft)
    assert "Godkendt af alle parter" in words_of(page)
    assert "Annullér runden" not in words_of(page)
    assert the_round().state is RoundState.CLOSED
    again = desk.post(f"{draft}/reopening", {"reason": " "})
    assert errors_in(again) == ["Skriv, hvorfor runden genåbnes."]
    assert desk.post(f"{draft}/reopening", {"reason": "Et forkert svar"}).status_code == 303
    page = desk.get(f"{draft}?done=reopened")
    assert "Runden blev genåbnet: Et forkert svar" in words_of(page)
    assert the_round().state is RoundState.COMPLETE


def test_the_clock_moves_a_day_to_the_next_event_and_to_a_moment(
    desk: Visitor, started: str
) -> None:
    for form, expected in [
        ({"by": "day"}, "2020-09-09 08:00"),
        ({"to": "2020-10-24T08:00"}, "2020-10-24 08:00"),
        ({"by": "day"}, "2020-10-25 08:00"),  # summer time ends: the wall clock stays
        ({"by": "next"}, "2020-11-03 08:00"),
    ]:
        assert desk.post(f"{started}/clock", form).status_code == 303
        assert the_round().clock == danish(expected)
    with reading() as session:
        reminders = select(Letter).where(Letter.kind == LetterKind.REMINDER)
        assert len(session.exec(reminders).all()) == 18


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("", "Vælg, hvad uret skal stilles til."),
        ("2020-08-01T08:00", "Uret kan kun stilles frem."),
        ("i morgen", "er ikke et tidspunkt"),
        ("9999-12-31T23:59", ""),
    ],
)
def test_a_clock_that_cannot_be_set_stands(desk: Visitor, started: str, to: str, said: str) -> None:
    page = desk.post(f"{started}/clock", {"to": to})
    assert page.status_code == 422
    assert said in errors_in(page)[0]
    assert value_of(page, "clock-to") == to
    assert the_round().clock == danish("2020-09-08 08:00")


@pytest.mark.parametrize(
    ("verb", "form", "status", "said"),
    [
        ("extension", {"to": "", "reason": "Valg"}, 422, "Skriv den nye frist."),
        ("extension", {"to": "2021-01-15", "reason": ""}, 422, "Skriv, hvorfor"),
        (
            "extension",
            {"to": "2020-11-01", "reason": "Valg"},
            422,
            "Den nye frist skal ligge",
        ),
        ("extension", {"to": "9999-12-31", "reason": "Valg"}, 422, "Den nye frist"),
        ("cancellation", {"reason": " "}, 422, "Skriv, hvorfor runden annulleres."),
        ("close", {"reason": "Nok er nok"}, 409, "mangler at svare"),
        ("start", {}, 409, "allerede startet"),
        ("points", {"points": "at alt godkendes"}, 409, "Runden er sendt ud"),
        ("presentation", {"presentation": "Nyt."}, 409, "Runden er sendt ud"),
        ("contacts", {}, 422, "Vælg en fil"),
        ("document", {"title": "T"}, 422, "Vælg den fil"),
    ],
)
def test_what_cannot_be_done_is_said_beside_its_form(
    desk: Visitor, started: str, verb: str, form: dict[str, str], status: int, said: str
) -> None:
    before = kinds()
    page = desk.post(f"{started}/{verb}", form)
    assert page.status_code == status
    if said:
        assert said in errors_in(page)[0]
        for field, typed in form.items():
            if field in {"to", "reason", "held_on"} and typed.strip():
                assert value_of(page, f"{verb}-{field}") == typed
    assert kinds() == before


def test_points_and_documents_are_a_drafts(desk: Visitor, draft: str) -> None:
    for points in ("at A\n\n at B \n", "at C"):
        assert desk.post(f"{draft}/points", {"points": points}).status_code == 303
    with reading() as session:
        assert [p.text for p in session.exec(select(RecommendationPoint))] == ["at C"]
    assert kinds().count("points.recorded") == 2

    pdf = {"file": ('../»Bilag« "1".pdf', b"%PDF-1.7 x")}
    assert desk.post(f"{draft}/document", {"title": "Bilag"}, pdf).status_code == 303
    got = desk.get(f"{draft}/documents/3")
    assert got.content == b"%PDF-1.7 x"
    assert got.headers["content-disposition"].startswith("attachment;")
    assert got.headers["x-content-type-options"] == "nosniff"
    bad = desk.post(f"{draft}/document", {"title": "B"}, {"file": ("a.pdf", b"<script>")})
    assert "ikke af en type" in errors_in(bad)[0]


def test_the_monitor_names_parties_only_when_told(desk: Visitor, draft: str) -> None:
    for ticked, named in [("true", True), ("true", True), ("", False), ("true", True)]:
        form = {"names_parties": ticked} if ticked else {}
        assert desk.post(f"{draft}/monitor", form).status_code == 303
        assert the_round().names_parties is named
    assert kinds().count("monitor.changed") == 3


def test_contacts_given_late_are_invited(desk: Visitor) -> None:
    with transaction() as session:
        place = place_of(real_round(session, contacts=[]))
    assert desk.post(f"{place}/contacts", files={"contacts": ("k.csv", CSV)}).status_code == 303
    with reading() as session:
        assert [c.email for c in session.exec(select(Contact))] == ["aase@aalborg.dk"]
        assert [letter.to_address for letter in session.exec(select(Letter))] == ["aase@aalborg.dk"]


def test_the_deadline_passing_is_a_task_and_a_state(desk: Visitor, started: str) -> None:
    with transaction() as session:
        answer(session, session.exec(select(Round)).one(), "259")
    desk.post(f"{started}/clock", {"to": "2020-12-02T08:00"})
    page = words_of(desk.get(started))
    assert "Frist overskredet" in page
    assert "Fristen er udløbet, og 17 parter mangler" in page
    assert "overskredet for 1 dag siden" in page
    with reading() as session:
        states = session.exec(select(Seat.state).where(Seat.code == "259")).one()
    assert states is SeatState.ANSWERED


@pytest.mark.parametrize("path", ["/rounds/99", "/rounds/0", "/rounds/x", "/rounds/1/seats/999"])
def test_what_is_not_there_is_a_page(desk: Visitor, started: str, path: str) -> None:
    page = desk.get(path)
    assert page.status_code == 404
    assert page.text.count("<h1") == 1


def test_a_step_is_told_by_its_title(desk: Visitor, started: str) -> None:
    for place in (started, f"{started}/events"):
        told = words_of(desk.get(place))
        assert "Trinnet »Godkendelse i kommunerne og regionen« begyndte" in told
        assert "sign_off" not in told
