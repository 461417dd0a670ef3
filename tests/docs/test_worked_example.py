"""The guide's example, taken in as a file, gives its figures to the øre; REWRITE_GOLDEN=1 writes
the report anew."""

import os
from pathlib import Path

from sqlalchemy import Engine

from actions.read_tariff_report import read_tariff_report
from actions.set_cap_rule import set_cap_rule
from actions.tariff_report_file import ReportFormat, tariff_report_file
from actions.upload_tariff_file import GivenTariffs, take_in
from models.database import reading, transaction
from notifications.danish import kroner
from rules.tariff_cap_changes import GivenCap, GivenRate
from rules.tariff_report import Since
from tests.builders import BY, NOW
from tests.databases import sqlite_only

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "examples" / "takster.csv"
GOLDEN = ROOT / "tests" / "golden" / "tariffs" / "worked_example.json"
CAP = GivenCap(2019, 2021, [GivenRate(2020, "2.4"), GivenRate(2021, "1.7")], "Eksemplet")


def rows_of_the_guide() -> dict[str, list[str]]:
    """What the guide's table says of each provision."""
    text = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {row[0]: row[1:] for row in rows if row[0].endswith(("en", "et", "bo")) and len(row) > 6}


@sqlite_only
def test_the_guide_reckons_as_the_program_does(engine: Engine) -> None:
    with transaction() as session:
        set_cap_rule(session, CAP, NOW, BY)
        take_in(session, GivenTariffs(FILE.name, FILE.read_bytes()), NOW, BY)
    with reading() as session:
        report = read_tariff_report(session, None)
        content = tariff_report_file(session, None, ReportFormat.JSON).content
    if os.environ.get("REWRITE_GOLDEN"):
        GOLDEN.write_bytes(content)
    assert content == GOLDEN.read_bytes()
    assert report
    guide = rows_of_the_guide()
    assert len(guide) == 5
    for one in report.compared:
        caps = 1 if one.year == 2020 else 3
        shown = [kroner(one.base_ore), kroner(one.cap_ore), kroner(one.actual_ore)]
        assert [guide[one.provision][0], *guide[one.provision][caps : caps + 2]] == shown
    over = {str(d.provision): kroner(d.excess_ore) for d in report.deviations if d.year == 2021}
    assert over == {name: row[5] for name, row in guide.items() if row[5] != "–"}
    words = {Since.NEW: "ny", Since.FALLEN: "faldet fra 6,00", Since.GONE: "væk; var 64,00"}
    since = {str(c.provision): words[c.since] for c in report.changes if c.year == 2021}
    assert since == {name: guide[name][6] for name in since}
    assert [place.provision for place in report.quality.new] == ["Piletoften"]
    faxe = next(one for one in report.operators if one.operator == "Faxe")
    assert (faxe.weighted_growth_pct, report.development[-1].cap_pct) == ("5.39", "4.14")
