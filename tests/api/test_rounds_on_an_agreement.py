"""One agreement, several rounds: what they share, and what a later one changes."""

from typing import Any

import pytest

from tests.api.program import Program, problem
from tests.api.test_kinds import DECISION, OPEN, answer_the_rest, opened

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_three_rounds_on_one_agreement(secretariat: Program) -> None:
    """As KKR Sjælland's 2018-2019: extended to 2018-2020, and with an addendum for 2019."""
    first = opened(secretariat, "extension", start=False)
    agreement = first["agreement"]
    on_it = {"kkr": None, "period_from": None, "agreement": agreement}
    assert first["title"] == (
        "Forlængelse af Rammeaftale 2018-2019 for KKR Sjælland til og med 31.12.2020"
    )
    second = opened(secretariat, "addendum", **on_it)
    assert second["title"] == "Allonge for 2019 til Rammeaftale 2018-2019 for KKR Sjælland"
    third = opened(secretariat, "consultation", silence="consent", **on_it)
    assert second["agreement"] == third["agreement"] == agreement
    refusals: list[tuple[dict[str, Any], str]] = [
        ({"agreement": 99}, "agreement"),
        ({"kkr": "nordjylland"}, "kkr"),
        ({"sandbox": False, "clock": None, "deadline": "2099-01-01"}, "agreement"),
        ({"extends_to": "2021-12-31"}, "extends_to"),
        ({"kind": "extension", "extends_to": "2019-12-31"}, "extends_to"),
        ({"silence": "consent"}, "silence"),
        ({"kind": "party"}, "kind"),
        ({"template": "extension"}, "kind"),
    ]
    for wrong, field in refusals:
        body = {"kind": "addendum", **OPEN, **on_it, **wrong}
        problem(secretariat.post("/rounds", body), 422, field)


def test_an_adopted_extension_gives_the_agreement_a_later_last_day(secretariat: Program) -> None:
    round_ = opened(secretariat, "extension")
    path = f"/rounds/{round_['id']}"
    answer_the_rest(secretariat, path, DECISION)
    secretariat.post(f"{path}/close")
    assert changes(secretariat, path) == [("2019-12-31", "2020-12-31")]
    secretariat.post(f"{path}/reopening", {"reason": "et svar var forkert"})
    assert changes(secretariat, path)[1:] == [("2020-12-31", "2019-12-31")]


def changes(secretariat: Program, path: str) -> list[tuple[str, str]]:
    events = secretariat.get(f"{path}/events").json()["items"]
    kind = "agreement.period_changed"
    return [(e["payload"]["from"], e["payload"]["to"]) for e in events if e["kind"] == kind]
