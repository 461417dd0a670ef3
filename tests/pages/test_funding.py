"""The joint funding calculator, as a page and for programs."""

from datetime import date

import pytest

from models.vocabulary import Role
from rules.funding_key import municipalities
from tests.api.program import Program, problem
from tests.pages.browsing import Visitor, errors_in, value_of, words_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ASKED = (
    "kkr=hovedstaden&opens_on=01.01.2022&places=10&tariff_ore=3.000,00&occupancy_pct=40+100&key="
)
FOR_PROGRAMS = (
    "/tariffs/funding?kkr=hovedstaden&first_year=2022&places=10&tariff_ore=300000"
    "&occupancy_pct=40&occupancy_pct=100"
)


def test_a_calculation_stands_in_its_address(reader: Visitor) -> None:
    assert "Hvad det koster" not in words_of(reader.get("/tariffs/funding"))
    page = reader.get(f"/tariffs/funding?{ASKED}equal")
    words = words_of(page)
    assert page.status_code == 200
    assert "Alle 3.285.000,00 0,00" in words
    assert "København 113.275,87 0,00" in words  # a 29th, and one of the øre that are left
    assert "50 % 2.737.500,00 2.737.500,00" in words
    assert "Region Hovedstaden" not in words
    weighed = words_of(reader.get(f"/tariffs/funding?{ASKED}use&weight=København:+1%0AGentofte:+3"))
    assert "København 821.250,00" in weighed
    assert "Frederiksberg 0,00" in weighed


@pytest.mark.parametrize(
    ("changed", "field"),
    [("places=10", "places"), ("40+100", "occupancy_pct"), ("3.000,00", "tariff_ore")],
)
def test_what_cannot_be_reckoned_is_shown_again(reader: Visitor, changed: str, field: str) -> None:
    asked = ASKED.replace(changed, changed.partition("=")[0] + "=x" if "=" in changed else "x")
    refused = reader.get(f"/tariffs/funding?{asked}equal")
    assert (refused.status_code, len(errors_in(refused))) == (422, 1)
    assert f'href="#funding-{field}"' in refused.text
    assert value_of(refused, "funding-opens_on") == "01.01.2022"


def test_programs_ask_the_same(reader: Visitor) -> None:
    program = Program.with_key(reader.client, Role.READER)
    told = program.get(FOR_PROGRAMS).json()
    assert [(one["year"], one["joint_ore"]) for one in told["items"]] == [
        (2022, 328_500_000),
        (2023, 0),
    ]
    shares = told["items"][0]["shares"]
    assert (len(shares), sum(share["share_ore"] for share in shares)) == (29, 328_500_000)
    assert told["what_if"][0] == {"occupancy_pct": "100", "joint_ore": [0, 0]}
    problem(program.get(FOR_PROGRAMS.replace("hovedstaden", "jylland")), 422, "kkr")
    problem(program.get(f"{FOR_PROGRAMS}&key=use&weight=Atlantis:1"), 422, "weight")
    problem(program.get(f"{FOR_PROGRAMS}&key=use"), 422, "weight")
    problem(program.get(f"{FOR_PROGRAMS}&key=population"), 422, "key")
    problem(program.get("/tariffs/funding"), 422, "kkr")
    problem(program.get(FOR_PROGRAMS.replace("first_year=2022&", "")), 422, "opens_on")


PROJECT = {
    "kkr": "sjaelland",
    "operator": "Faxe Kommune",
    "title": "Lindebo",
    "opens_on": "01.04.2022",
    "places": "10",
    "tariff_ore": "3.000,00",
    "occupancy_pct": "40 75 100",
    "key": "population",
}
PEOPLE = "Kommune;Folketal\nHele landet;5.873.420\nRegion Sjælland;843.513\n" + "".join(
    f"{code};{40_000 + int(code)}\n" for code in municipalities("sjaelland", date(2022, 1, 1))
)


def test_a_proposal_is_shared_by_population_once_it_is_adopted(desk: Visitor) -> None:
    refused = desk.post("/tariffs/projects", PROJECT)
    assert (refused.status_code, "Der er ikke indlæst folketal" in refused.text) == (422, True)
    assert value_of(refused, "projects-title") == "Lindebo"
    told = {"day": "01.01.2022", "source": "Danmarks Statistik, FOLK1A"}
    for done in ("population", "population-same"):
        sent = desk.post("/tariffs/projects/population", told, {"file": ("f.csv", PEOPLE.encode())})
        assert sent.headers["location"] == f"/tariffs/projects?done={done}"
    for done in ("proposed", "proposed-same"):
        proposed = desk.post("/tariffs/projects", PROJECT)
        assert proposed.headers["location"] == f"/tariffs/projects?kkr=sjaelland&done={done}"
    page = words_of(desk.get("/tariffs/projects?kkr=sjaelland"))
    assert "Foreslået Faxe åbner 10 pladser 1. apr. 2022 til 3.000,00 kr. pr. dag" in page
    assert "FOLK1A, 01.01.2022" in page
    assert "Hvad de vedtagne projekter koster" not in page
    adopted = {"status": "adopted", "reason": "KKR 10. juni 2022", "kkr": "sjaelland"}
    assert desk.post("/tariffs/projects/1/decision", adopted).status_code == 303
    wrong = desk.post("/tariffs/projects/1/decision", adopted | {"status": "declined"})
    assert (wrong.status_code, "#decision-1-status" in wrong.text) == (409, True)
    page = words_of(desk.get("/tariffs/projects?kkr=sjaelland&party=320"))
    # 10 places of 365, 366 and 365 days, 60, 25 and 0 % empty, half of 3,000.00 kr.
    assert "Alle 3.285.000,00 1.372.500,00 0,00 4.657.500,00" in page
    assert "Opgørelse for Faxe" in page
    program = Program.with_key(desk.client, Role.READER)
    shares = program.get("/tariffs/statement?kkr=sjaelland").json()["items"]
    assert (len(shares), sum(share["total_ore"] for share in shares)) == (17, 465_750_000)
    [project] = program.get("/tariffs/projects?kkr=sjaelland").json()["items"]
    assert [year["joint_ore"] for year in project["years"]] == [328_500_000, 137_250_000, 0]
    assert [s["share_ore"] for s in project["years"][0]["shares"]] == [
        share["years"][0]["share_ore"] for share in shares
    ]


def test_programs_propose_and_decide_once(desk: Visitor) -> None:
    program = Program.with_key(desk.client, Role.SECRETARIAT)
    body = PROJECT | {"opens_on": "2022-04-01", "places": 10, "tariff_ore": 300_000, "key": "equal"}
    body["occupancy_pct"] = ["40"]
    assert [program.post("/tariffs/projects", body).status_code for _ in range(2)] == [201, 200]
    problem(program.post("/tariffs/projects", body | {"operator": "Atlantis"}), 422, "operator")
    decision = "/tariffs/projects/1/decision"
    for changed in (True, False):
        assert program.post(decision, {"status": "declined"}).json()["changed"] is changed
    problem(program.post(decision, {"status": "adopted"}), 409, "status")
    problem(program.post("/tariffs/projects/9/decision", {"status": "adopted"}), 404)
    assert program.get("/tariffs/statement?kkr=sjaelland").json()["items"] == []
