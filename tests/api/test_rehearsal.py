"""The rehearsal for programs, and the address of a round's calendar."""

from typing import Any

import pytest

from tests.api.program import Program, problem

SANDBOX: dict[str, Any] = {"template": "sjaelland-2021-2022", "sandbox": True, "start": True}


@pytest.mark.parametrize(
    ("scenario", "kinds"),
    [
        ("silence", {"reminder"}),
        ("calendar", {"reminder", "receipt"}),
    ],
)
def test_letters_in_order_with_their_reasons(
    secretariat: Program, reader: Program, scenario: str, kinds: set[str]
) -> None:
    round_id = secretariat.post("/rounds", SANDBOX).json()["id"]
    letters = reader.get(f"/rounds/{round_id}/letters").json()
    told = reader.get(f"/rounds/{round_id}/rehearsal?scenario={scenario}").json()
    assert (told["scenario"], told["next"]) == (scenario, None)
    items = told["items"]
    assert {item["kind"] for item in items} == kinds
    assert items == sorted(items, key=lambda item: str(item["at"]))
    assert items[0].keys() >= {"party", "to", "kind", "at", "why"}
    assert all(item["why"] and item["at"].startswith(("2020-", "2021-")) for item in items)
    assert reader.get(f"/rounds/{round_id}/letters").json() == letters


def test_what_cannot_be_rehearsed_is_said(secretariat: Program, reader: Program) -> None:
    round_id = secretariat.post("/rounds", SANDBOX).json()["id"]
    path = f"/rounds/{round_id}/rehearsal"
    problem(reader.get(f"{path}?scenario=storm"), 422, "scenario")
    problem(reader.get("/rounds/99/rehearsal"), 404)
    assert reader.get(path).json() == reader.get(f"{path}?scenario=silence").json()
    secretariat.post(f"/rounds/{round_id}/cancellation", {"reason": "Aftalen udgår"})
    assert "slut" in problem(reader.get(path), 409)


def test_the_calendars_address_is_told_and_ended(secretariat: Program, reader: Program) -> None:
    round_id = secretariat.post("/rounds", SANDBOX).json()["id"]
    path = f"/rounds/{round_id}/calendar-address"
    before = reader.get(path).json()["address"]
    assert reader.get(path).json()["address"] == before
    assert secretariat.client.get(before).headers["content-type"].startswith("text/calendar")
    after = secretariat.post(path).json()["address"]
    assert after == reader.get(path).json()["address"] != before
    assert secretariat.client.get(before).status_code == 410
    assert secretariat.client.get(after).status_code == 200
