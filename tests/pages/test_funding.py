"""The joint funding calculator, as a page and for programs."""

import pytest

from models.vocabulary import Role
from tests.api.program import Program, problem
from tests.pages.browsing import Visitor, errors_in, value_of, words_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ASKED = "kkr=hovedstaden&first_year=2022&places=10&tariff_ore=3.000,00&occupancy_pct=40+100&key="
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
    weighed = words_of(
        reader.get(f"/tariffs/funding?{ASKED}weights&weight=København:+1%0AGentofte:+3")
    )
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
    assert value_of(refused, "funding-first_year") == "2022"


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
    problem(program.get(f"{FOR_PROGRAMS}&key=weights&weight=Atlantis:1"), 422, "weight")
    problem(program.get(f"{FOR_PROGRAMS}&key=weights"), 422, "key")
    problem(program.get("/tariffs/funding"), 422, "kkr")
