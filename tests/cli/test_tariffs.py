"""Tariffs from the shell: the cap, a file, the report; and what is refused in one line."""

import json
from pathlib import Path

import pytest

from models.database import transaction
from tests.above_the_cap import above_the_cap
from tests.cli.conftest import Command
from tests.databases import sqlite_only
from tests.sheets import ROWS, danish_csv, ods

RULE = (
    *("tariffs", "rule", "--base-year", "2019", "--end-year", "2022", "--rate", "2020=2.4"),
    *("--rate", "2021=1.7", "--rate", "2022=2", "--source", "KL, august 2021"),
)


def test_a_cap_a_file_and_a_report(command: Command, tmp_path: Path) -> None:
    assert command("tariffs", "report", "--format", "json").code == 1  # no cap yet
    ruled = command(*RULE, "--json")
    assert (ruled.code, ruled.json["changed"], ruled.json["tolerance_pct"]) == (0, True, "0")
    assert "unchanged" in command(*RULE).out
    file = tmp_path / "takster.ods"
    file.write_bytes(ods())
    looked = command("tariffs", "import", str(file), "--preview", "--json")
    assert (looked.code, looked.json["tariffs"], looked.json["left_out_count"]) == (0, 6, 1)
    taken = command("tariffs", "import", str(file), "--json")
    assert (taken.code, taken.json["added"], taken.json["alike"]) == (0, 6, [])
    assert taken.json["left_out"] == ["»Takster«, række 4: »I alt«: sum eller gennemsnit"]
    again = command("tariffs", "import", str(file))
    assert (again.code, again.out.startswith("nothing changed")) == (0, True)
    report = command("tariffs", "report", "--year", "2022", "--format", "json").json
    assert [(d["provision"], d["excess_ore"]) for d in report["deviations"]] == [
        ("Birkegården", 3_826)
    ]
    out = tmp_path / "report.json"
    written = command("tariffs", "report", "--format", "json", "--out", str(out), "--json")
    assert written.json == {"file": str(out), "format": "json"}
    for kind, start in (("xlsx", b"PK"), ("pdf", b"%PDF-")):
        file = tmp_path / f"report.{kind}"
        assert command("tariffs", "report", "--format", kind, "--out", str(file)).code == 0
        assert file.read_bytes().startswith(start)
    assert json.loads(out.read_text("utf-8"))["deviations"] == report["deviations"]


@sqlite_only
def test_a_long_file_tells_how_far_it_has_come(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    rows = (f"Faxe;Tilbud {number};1000\n" for number in range(41_000))
    file.write_text(f"Driftsherre;Tilbud;Takst 2022\n{''.join(rows)}", encoding="utf-8")
    ran = command("tariffs", "import", str(file), "--json")
    assert (ran.code, ran.json["added"]) == (0, 41_000)
    assert ran.err.splitlines() == ["20000 rows read", "40000 rows read"]


@sqlite_only
def test_a_list_of_contacts_may_hold_operators_with_nothing_to_explain(
    command: Command, tmp_path: Path
) -> None:
    with transaction() as session:
        above_the_cap(session)
    file = tmp_path / "driftsherrer.csv"
    start = ("round", "start", "--template", "tariff-explanation", "--deadline", "2027-02-01")
    head = "Kommune;Navn;E-mail\nFaxe Komm.;Ida;i@faxe.dk\nGreve;Bo;b@greve.dk\n"
    file.write_text(f"{head}Sorø;Åse;a@soroe.dk\n", "utf-8")  # has sent no tariffs
    refused = command(*start, "--contacts", str(file))
    assert (refused.code, "»Sorø« er ikke part i runden (række 4)" in refused.err) == (2, True)
    file.write_text(f"{head}fonden  havblik;Xi;x@havblik.dk\n", "utf-8")
    ran = command(*start, "--contacts", str(file), "--json")
    assert (ran.code, ran.json["parties"], ran.json["without_contact"]) == (0, 4, 2)


@sqlite_only
@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("tariffs", "rule", "--base-year", "2019"), "--end-year"),
        ((*RULE, "--rate", "2020=2"), "rates"),
        ((*RULE, "--rate", "2,4"), "--rate"),
        ((*RULE, "--level", "kommune"), "--level"),
        ((*RULE, "--tolerance", "x"), "tolerance_pct"),
        (("tariffs", "import", "/no/such/file"), "FILE"),
        (("tariffs", "import", "GOOD", "--year", "19"), "--year"),
        (("tariffs", "import", "GOOD", "--map", "x"), "mapping"),
        (("tariffs", "import", "PROSE"), "kolonnernes navne"),
        (("tariffs", "import", "WRONG"), "række 6"),
        (("tariffs", "report"), "--format"),
        (("tariffs", "report", "--format", "doc"), "--format"),
        (("tariffs", "report", "--format", "pdf", "--out", "/no/such/folder/r.pdf"), "--out"),
    ],
)
def test_bad_input_is_told_in_one_line(
    command: Command, tmp_path: Path, words: tuple[str, ...], named: str
) -> None:
    (tmp_path / "GOOD").write_bytes(danish_csv())
    (tmp_path / "PROSE").write_bytes(b"Kaere alle\n")
    (tmp_path / "WRONG").write_bytes(danish_csv([*ROWS, ("Faxe", "", "", "", 1.0, 2.0)]))
    ran = command(*(str(tmp_path / word) if word.isupper() else word for word in words))
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert named in ran.err
