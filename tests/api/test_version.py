"""A new version by program: drafted, previewed and published."""

import pytest

from tests.api.program import Program, problem
from tests.api.test_rounds import APPROVED, REAL

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PDF = ("aftale.pdf", b"%PDF-1.7 ny", "application/pdf")
PATH = "/rounds/1/version"


@pytest.fixture
def answered(secretariat: Program) -> Program:
    secretariat.post("/rounds", {**REAL, "start": True})
    assert secretariat.post("/rounds/1/seats/851/answer", APPROVED).status_code == 201
    return secretariat


def test_drafted_previewed_published(answered: Program, reader: Program) -> None:
    now = reader.get(PATH).json()
    assert (now["draft"], now["changes"], now["again"]) == (False, [], [])
    assert [seat["code"] for seat in now["stands"]] == ["851"]
    drafted = answered.put(PATH, {"why": "Rettet", "points": [{"text": "at det hele godkendes"}]})
    assert drafted.status_code == 200, drafted.text
    file = {"files": {"file": PDF}, "data": {"title": "Aftalen"}}
    added = answered.send("POST", f"{PATH}/documents", **file)
    assert (added.status_code, added.json()["documents"][0]["filename"]) == (201, "aftale.pdf")
    preview = reader.get(PATH).json()
    assert [change["what"] for change in preview["changes"]][:1] == ["document"]
    assert [seat["code"] for seat in preview["again"]] == ["851"]
    assert preview["again"][0]["because"] == preview["changes"]
    problem(answered.post(f"{PATH}/publication", {"seen": "x"}), 409, "seen")
    published = answered.post(f"{PATH}/publication", {"seen": preview["seen"]})
    assert (published.status_code, published.json()["answered"]) == (200, 0)
    seat = answered.get("/rounds/1/seats").json()["items"][0]
    kinds = {letter["kind"] for letter in answered.get("/rounds/1/letters").json()["items"]}
    assert "asked_again" in kinds
    assert seat["version"] >= 2


def test_thrown_away(answered: Program) -> None:
    problem(answered.send("DELETE", PATH), 409)
    answered.put(PATH, {"points": [{"text": "at andet godkendes"}]})
    problem(
        answered.post(f"{PATH}/publication", {"seen": answered.get(PATH).json()["seen"]}),
        422,
        "why",
    )
    assert answered.send("DELETE", PATH).status_code == 204
    assert answered.get(PATH).json()["draft"] is False


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"nonsense": 1}, "nonsense"),
        ({"points": []}, "points"),
        ({"points": [{"text": "x" * 1_001}]}, "points"),
        ({"points": [{"txt": "x"}]}, "points.0.text"),
        ({"documents": [{"position": 9}]}, "documents.9"),
        ({"documents": [{"position": 0}]}, "documents.0.position"),
        ({"why": "a\x1b"}, "why"),
    ],
)
def test_what_cannot_be_drafted(answered: Program, body: dict[str, object], field: str) -> None:
    problem(answered.put(PATH, body), 422, field)
    assert answered.get(PATH).json()["draft"] is False
