"""The cap, the files and the report at the programs' door."""

from typing import Any

import pytest
from httpx2 import Response

from tests.api.program import Program, problem
from tests.databases import sqlite_only
from tests.sheets import HEADER, ROWS, danish_csv, xlsx

CAP = {
    "base_year": 2019,
    "end_year": 2022,
    "rates": {"2020": "2.4", "2021": 1.7, "2022": "2,0"},
    "source": "KL, august 2021",
}
REPORT = {
    "rule",
    "deviations",
    "operators",
    "overhead",
    "data_quality",
    "changes",
    "development",
    "groups",
}
DEVIATION = {
    *("operator", "provision", "paragraph", "year", "base_year", "base_ore", "cap_ore"),
    *("actual_ore", "excess_ore", "excess_pct", "explanation", "working"),
}
SAID: dict[str, Any] = {
    "standing": "open",
    "category": None,
    "lasts": None,
    "corrected_ore": None,
    "files": [],
}


def send(program: Program, content: bytes, name: str = "takster.csv", **how: Any) -> Response:
    return program.send("POST", "/tariffs/imports", files={"file": (name, content)}, data=how)


def test_from_a_cap_and_a_file_to_a_report(secretariat: Program, reader: Program) -> None:
    empty = reader.get("/tariffs/report").json()
    assert (empty.keys(), empty["rule"], empty["deviations"]) == (REPORT, None, [])
    put = secretariat.put("/tariffs/rule", CAP)
    assert (put.status_code, put.json()["changed"]) == (200, True)
    assert [rate["pct"] for rate in put.json()["rates"]] == ["2.4", "1.7", "2"]
    assert secretariat.put("/tariffs/rule", CAP).json()["changed"] is False
    sent = send(secretariat, danish_csv())
    assert (sent.status_code, sent.json()["added"], sent.json()["before"]) == (201, 6, None)
    again = send(secretariat, danish_csv())
    assert (again.status_code, again.json()["added"], again.json()["id"]) == (200, 0, 1)
    assert again.json()["before"]
    report = reader.get("/tariffs/report").json()
    assert report.keys() == REPORT
    deviations = reader.get("/tariffs/deviations").json()
    assert deviations == {"items": report["deviations"], "next": None}
    assert report["deviations"][0].keys() == DEVIATION | SAID.keys()
    assert report["deviations"] == [
        {
            "operator": "Høje-Taastrup",
            "provision": "Birkegården",
            "paragraph": "§ 107",
            "year": 2022,
            "base_year": 2019,
            "base_ore": 100_000,
            "cap_ore": 106_224,  # 1000 · 1.024 · 1.017 · 1.02 = 1062.23616
            "actual_ore": 110_050,
            "excess_ore": 3_826,
            "excess_pct": "3.60",
            "explanation": None,
            "working": "100000 × 1.024 × 1.017 × 1.02 = 106223.616 → 106224",
            **SAID,
        }
    ]
    assert report["operators"][1] == {
        "operator": "Høje-Taastrup",
        "provisions": 2,
        "deviations": 1,
        "weighted_growth_pct": "4.28",  # 10 · 1000 + 12.5 · 2345.67 to 10 · 1100.5 + 12.5 · 2400
        "overhead_pct": None,
    }
    pdf = reader.get("/tariffs/report?format=pdf")
    assert (pdf.headers["content-type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert reader.get("/tariffs/report?format=xlsx").content[:2] == b"PK"
    assert reader.get("/tariffs/deviations?year=2021").json()["items"] == []
    assert reader.get("/tariffs/deviations?operator=Faxe").json()["items"] == []


@sqlite_only
def test_faults_in_rows_are_listed_and_nothing_is_taken_in(
    secretariat: Program, reader: Program
) -> None:
    wrong = [*ROWS, ("Rosklide", "Huset", "§ 107", 1, 900.0, "mange")]
    refused = send(secretariat, xlsx(wrong), "takster.xlsx")
    assert problem(refused, 422, "file").startswith("Fejl i »Takster«, række 6")
    assert [(e["row"], e["column"]) for e in refused.json()["errors"]] == [(6, "")]
    secretariat.put("/tariffs/rule", CAP)
    assert reader.get("/tariffs/report").json()["data_quality"]["tariffs"] == 0


@sqlite_only
def test_a_column_is_explained(secretariat: Program) -> None:
    rows = [(*HEADER[:4], "Beregnet", "Takst 2022"), *ROWS[1:]]
    assert send(secretariat, danish_csv(rows)).json()["added"] == 3
    taught = send(secretariat, danish_csv(rows), mapping=["Beregnet=tariff:2019"])
    assert (taught.json()["added"], taught.json()["unchanged"]) == (3, 3)


@sqlite_only
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"base_year": "2019"}, "base_year"),
        ({"base_year": 1}, "base_year"),
        ({"end_year": 2019}, "end_year"),
        ({"rates": {}}, "rates"),
        ({"rates": {"20": "1"}}, "rates"),
        ({"rates": {"2020": "2.4", "2022": "1"}}, "rates"),
        ({"rates": {"2020": "1e400"}}, "rates"),
        ({"rates": {"2020": True}}, "rates.2020"),
        ({"source": ""}, "source"),
        ({"level": "kommune"}, "level"),
        ({"deduction_pct": "-1"}, "deduction_pct"),
        ({"tolerance": True}, "tolerance"),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_caps_that_cannot_be(secretariat: Program, changes: dict[str, Any], field: str) -> None:
    refused = secretariat.put("/tariffs/rule", CAP | changes)
    problem(refused, 422)
    assert refused.json()["field"].startswith(field)
    assert "[" not in refused.json()["detail"]


@sqlite_only
def test_files_that_cannot_be(secretariat: Program) -> None:
    problem(secretariat.post("/tariffs/imports"), 422, "file")
    problem(send(secretariat, b""), 422, "file")
    problem(send(secretariat, b"a;b\n1;2\n"), 422, "file")
    problem(send(secretariat, danish_csv(), year="1999"), 422, "year")
    problem(send(secretariat, danish_csv(), mapping="Takst 2019=nonsense"), 422, "mapping")
    problem(secretariat.get("/tariffs/report?year=x"), 422, "year")
    problem(secretariat.get("/tariffs/report?format=doc"), 422, "format")
    problem(secretariat.get("/tariffs/report?format=pdf"), 409)
    secretariat.put("/tariffs/rule", CAP)
    problem(secretariat.get("/tariffs/report?year=2030"), 422, "year")


@sqlite_only
def test_a_merger_is_recorded_listed_and_withdrawn(secretariat: Program, reader: Program) -> None:
    secretariat.put("/tariffs/rule", CAP)
    old = [
        ("Greve", name, "§ 107", of, ore, None)
        for name, of, ore in (("A", 10, 1000.0), ("B", 30, 2000.0))
    ]
    send(secretariat, danish_csv([HEADER, *old, ("Greve", "C", "§ 107", 40, None, 2500.0)]))
    named = {name: {"operator": "Greve", "provision": name, "paragraph": "107"} for name in "ABCX"}
    merger = {
        "year": 2022,
        "predecessors": [named["A"], named["B"]],
        "successor": named["C"],
        "source": "Byråd",
    }
    path = "/tariffs/mergers"
    for field, wrong in {
        "successor": named["X"],
        "predecessors": [],
        "year": 2019,
        "source": " ",
    }.items():
        at = "predecessors" if field == "year" else field  # they have tariffs in 2019
        problem(secretariat.post(path, {**merger, field: wrong}), 422, at)
    assert reader.post(path, merger).status_code == 403
    made = secretariat.post(path, merger)
    assert (made.status_code, made.json()["working"]) == (
        201,
        "(1.000,00 × 10 + 2.000,00 × 30) / 40 = 1.750,00",
    )
    assert secretariat.post(path, merger).json() == made.json()
    assert reader.get(path).json()["items"] == [made.json()]
    [found] = reader.get("/tariffs/deviations").json()["items"]
    assert (found["provision"], found["base_ore"]) == ("C", 175_000)
    assert secretariat.post(f"{path}/1/withdrawal", {"reason": "Fejl"}).status_code == 204
    problem(secretariat.post(f"{path}/1/withdrawal", {"reason": "Fejl"}), 404)
    assert reader.get(path).json()["items"] == []
    assert reader.get("/tariffs/deviations").json()["items"] == []
