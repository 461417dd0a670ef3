"""The tariff pages: set the cap, look a file through, explain a column, take it in."""

import re

import pytest
from httpx2 import Response

from models.settings import get_settings
from tests.pages.browsing import Visitor, errors_in, value_of, words_of
from tests.sheets import HEADER, ROWS, Rows, danish_csv, xlsx

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CAP = {
    "base_year": "2019",
    "end_year": "2022",
    "rates": "2020 2,4\n2021: 1,7 %\n2022=2",
    "source": "KL, august 2021",
    "level": "provision",
}


def send(desk: Visitor, content: bytes, name: str = "takster.csv", **typed: str) -> Response:
    return desk.post("/tariffs/files", typed, {"file": (name, content)})


def test_from_an_empty_page_to_what_departs(desk: Visitor, reader: Visitor) -> None:
    assert "Sæt loftet over taksterne" in words_of(desk.get("/tariffs"))
    assert desk.post("/tariffs/rule", CAP).headers["location"] == "/tariffs?done=cap"
    assert desk.post("/tariffs/rule", CAP).headers["location"] == "/tariffs?done=cap-same"
    sent = send(desk, danish_csv())
    assert (sent.status_code, sent.headers["location"]) == (303, "/tariffs/files/1")
    looked = words_of(desk.get("/tariffs/files/1"))
    assert "Filen kan indlæses" in looked
    assert "Høje-Taastrup Birkegården § 107 – 2019 1.000,00" in looked
    assert "1 række er ikke takster" in looked
    assert "Ingen takster ligger over loftet" in words_of(desk.get("/tariffs"))
    assert desk.post("/tariffs/files/1/accept").headers["location"] == "/tariffs?done=tariffs"
    page = words_of(reader.get("/tariffs"))
    assert "I 2022 ligger 1 af de takster" in page
    line = (
        "Høje-Taastrup Birkegården Ikke forklaret § 107 1.000,00 1.062,24 {} 1.100,50 38,26 3,60 %"
    )
    assert line.format("1.000,00 × 1,024 × 1,017 × 1,02 = 1.062,23616") in page
    assert "2021: 0 afvigelser" in page
    assert "Ingen takster ligger over loftet" in words_of(reader.get("/tariffs?year=2021"))
    assert reader.get("/tariffs/report.pdf").content.startswith(b"%PDF-")
    assert reader.get("/tariffs/report.xlsx").content.startswith(b"PK")
    assert reader.get("/tariffs/report.doc").status_code == 404
    assert reader.get("/tariffs/files/1").text.count("<form") == 1  # the one that signs out
    send(desk, danish_csv())
    again = desk.post("/tariffs/files/2/accept")
    assert again.headers["location"] == "/tariffs?done=tariffs-same"
    assert desk.get("/tariffs/files/2").status_code == 404
    assert desk.post("/tariffs/files/1/discard").status_code == 409


def test_a_trial_without_tariffs_can_be_filled_with_made_up_ones(
    desk: Visitor, reader: Visitor
) -> None:
    offer = 'action="/tariffs/example"'
    assert offer in desk.get("/tariffs").text
    assert offer not in reader.get("/tariffs").text
    assert desk.post("/tariffs/example").headers["location"] == "/tariffs?done=tariffs-example"
    page = desk.get("/tariffs?done=tariffs-example")
    found = re.search(r"I 2022 ligger ([0-9]+) af de takster", words_of(page))
    assert found
    assert int(found[1]) > 30
    assert "Opdigtet eksempel" in words_of(page)
    assert offer not in page.text
    assert desk.post("/tariffs/example").status_code == 409


@pytest.mark.parametrize("real", ["a mail server", "a cap", "a file"])
def test_made_up_tariffs_do_not_get_among_real_ones(
    desk: Visitor, environment: pytest.MonkeyPatch, real: str
) -> None:
    if real == "a mail server":
        environment.setenv("RAMMEAFTALE_SMTP_URL", "smtp://127.0.0.1:2525")
        get_settings.cache_clear()
    elif real == "a cap":
        desk.post("/tariffs/rule", CAP)
    else:
        send(desk, danish_csv())
    assert "/tariffs/example" not in desk.get("/tariffs").text
    refused = desk.post("/tariffs/example")
    assert refused.status_code == 409
    assert "Opdigtede takster kan kun lægges ind i en prøve" in words_of(refused)


def test_faults_stand_row_by_row_and_the_file_cannot_be_taken_in(desk: Visitor) -> None:
    send(desk, xlsx([*ROWS, ("Rosklide", "Huset", "§ 107", 1, 900.0, 910.0)]), "takster.xlsx")
    page = desk.get("/tariffs/files/1")
    assert "»Takster«, række 6: »Rosklide« er ikke en kommune" in words_of(page)
    assert "/accept" not in page.text
    refused = desk.post("/tariffs/files/1/accept")
    assert refused.status_code == 422
    assert "Intet er indlæst" in errors_in(refused)[0]
    assert desk.post("/tariffs/files/1/discard").headers["location"] == (
        "/tariffs?done=tariffs-discarded"
    )
    assert desk.get("/tariffs/files/1").status_code == 404


def test_what_a_column_is_told_once_and_remembered(desk: Visitor) -> None:
    rows = [("Hvem", "Sted", "Paragraf", "Antal", "Beløb A", "Beløb B"), *ROWS[1:]]
    send(desk, danish_csv(rows))
    page = desk.get("/tariffs/files/1")
    assert "Vi kan ikke finde kolonnernes navne" in words_of(page)
    told = dict.fromkeys((f"year.{letter}" for letter in "ABCDEF"), "")
    told |= {"field.A": "operator", "field.B": "provision", "field.C": "paragraph"}
    told |= {"field.D": "places", "field.E": "tariff", "year.E": "2019"}
    told |= {"field.F": "tariff", "year.F": "to tusind"}
    wrong = desk.post("/tariffs/files/1/columns", told)
    assert (wrong.status_code, len(errors_in(wrong))) == (422, 1)
    assert value_of(wrong, "year.F") == "to tusind"
    again = desk.post("/tariffs/files/1/columns", told | {"year.F": "2022"})
    assert again.headers["location"] == "/tariffs/files/1?done=columns"
    assert "Filen kan indlæses" in words_of(desk.get("/tariffs/files/1"))
    send(desk, danish_csv([*rows, ("Faxe", "Huset", "§ 107", 1, 1.0, 2.0)]))
    assert "Filen kan indlæses" in words_of(desk.get("/tariffs/files/2"))


AS_READ = {"field.A": "operator", "field.B": "provision", "field.C": "paragraph"}
AS_READ |= {"field.D": "places", "field.E": "tariff", "field.F": "tariff"}
AS_READ |= {"year.E": "2019", "year.F": "2022"}


@pytest.mark.parametrize(
    ("rows", "place", "answer"),
    [
        ([*ROWS, ("Solsikken",), ("", "A", "", 8, 9.0, 10.0)], "række 6", "operator"),
        ([(*HEADER, "Takst 2020 (2021-pl)"), *ROWS[1:]], "G", ""),
    ],
)
def test_a_question_stands_until_it_is_answered(
    desk: Visitor, rows: Rows, place: str, answer: str
) -> None:
    send(desk, danish_csv([*rows, ("Fonden Solsikken", "Gule-Hus", "§ 107", 8, 9.0, 10.0)]))
    alike = "Fonden Solsikken: »Gule Hus, § 107« og »Gule-Hus, § 107«"
    assert alike in words_of(desk.get("/tariffs/files/1"))
    for told, done in (("?", False), (answer, True)):
        assert ("Filen kan indlæses" in words_of(desk.get("/tariffs/files/1"))) is False
        asked = {f"field.{place}": told}
        assert desk.post("/tariffs/files/1/columns", AS_READ | asked).status_code == 303
        assert ("Filen kan indlæses" in words_of(desk.get("/tariffs/files/1"))) is done


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"base_year": "i år"}, "fire cifre"),
        ({"rates": "2020 2,4\n2022 2"}, "mangler en sats for 2021"),
        ({"rates": "to procent"}, "et år og en sats"),
        ({"source": ""}, "hvor loftet"),
    ],
)
def test_a_cap_that_cannot_be_is_shown_again(
    desk: Visitor, changes: dict[str, str], words: str
) -> None:
    refused = desk.post("/tariffs/rule", CAP | changes)
    assert refused.status_code == 422
    assert words in errors_in(refused)[0]
    assert value_of(refused, "rule-end_year") == "2022"
    links = re.findall(r'href="#(rule-\w+)"', refused.text)
    assert links
    assert all(f'id="{link}"' in refused.text for link in links)


def test_no_file_and_no_year(desk: Visitor) -> None:
    assert errors_in(desk.post("/tariffs/files"))[0] == "Vælg en fil med takster."
    assert "fire cifre" in errors_in(send(desk, danish_csv(), year="22"))[0]
    assert "tom" in errors_in(send(desk, b" "))[0]
    headless = danish_csv([HEADER[:1]])
    assert "kolonnernes navne" in errors_in(send(desk, headless))[0]


def test_a_merger_is_recorded_and_withdrawn(desk: Visitor, reader: Visitor) -> None:
    desk.post("/tariffs/rule", CAP)
    old, new = ("Greve", "A", "§ 107", 4, 1000.0, None), ("Greve", "C", "§ 107", 4, None, 990.0)
    send(desk, danish_csv([HEADER, old, new]))
    desk.post("/tariffs/files/1/accept")
    typed = {"predecessors": "Greve; A; § 107", "successor": "Greve; C; 107", "year": "2022"}
    assert "Skriv, hvor sammenlægningen står." in errors_in(
        desk.post("/tariffs/mergers/new", typed)
    )
    unclear = desk.post("/tariffs/mergers/new", {**typed, "successor": "C", "source": "Byråd"})
    assert "»C« skal være driftsherre; tilbud; paragraf; ydelse." in errors_in(unclear)
    done = desk.post("/tariffs/mergers/new", {**typed, "source": "Byråd <1>"})
    assert done.headers["location"] == "/tariffs/mergers?done=merged"
    shown = words_of(reader.get("/tariffs/mergers"))
    assert "Greve, C, § 107 2022 Greve, A, § 107 (1.000,00 × 4) / 4 = 1.000,00 Byråd <1>" in shown
    assert "Træk" not in shown
    assert "Skriv, hvorfor" in str(
        errors_in(desk.post("/tariffs/mergers/withdrawal", {"number": "1"}))
    )
    desk.post("/tariffs/mergers/withdrawal", {"number": "1", "reason": "Fejl"})
    assert "Der er ikke registreret nogen" in words_of(desk.get("/tariffs/mergers"))
