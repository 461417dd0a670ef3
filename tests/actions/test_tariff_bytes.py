"""The same data give the same report, byte for byte: in whatever order they came, on SQLite and
PostgreSQL, and in another process with another time zone, language and hash seed."""

import os
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from shutil import copyfile

from sqlalchemy import Engine
from sqlmodel import Session

from actions.merge_services import GivenMerger, Names, merge_services
from actions.set_cap_rule import set_cap_rule
from actions.tariff_report_file import ReportFormat, tariff_report_file
from actions.upload_tariff_file import GivenTariffs, take_in
from models.database import make_engine
from rules.tariff_cap_changes import GivenCap, GivenRate
from tests.builders import BY, NOW
from tests.sheets import Rows, danish_csv

CAP = GivenCap(2019, 2022, [GivenRate(year, "1.7") for year in (2020, 2021, 2022)], "KL")
HEADER = (
    *("Driftsherre", "Tilbud", "Paragraf", "Antal pladser", "Overhead", "Takst 2019"),
    *("Takst 2021", "Takst 2022"),
)
ROWS = [
    ("Høje-Taastrup", "Birkegården", "§ 107", 10, 0.06, 1000.0, 1050.0, 1100.5),
    ("Høje-Taastrup", "Egehuset", "Anden lov", 12.5, 0.055, 2345.67, 2400.0, ""),
    ("Høje-Taastrup", "Ahornhuset", "107", 3, 0.055, 1345.01, 1400.0, ""),
    ("Høje-Taastrup", "Ærtegården", "107", "", 0.055, "", "", 2200.0),
    ("Fonden Solsikken", "Gule Hus", "anden lov", 8, 0.07, 999.0, 1000.0, 1100.0),
    ("Fonden Solsikken", "Blå Hus", "SEL § 107", "", 0.07, 990.0, 1000.0, 1100.0),
]
WRONG = [(*row[:-1], 1.0) for row in ROWS[:1]]
OF_ANOTHER_PROCESS = """
from hashlib import sha256
from actions.tariff_report_file import ReportFormat, tariff_report_file
from models.database import reading
for kind in ReportFormat:
    with reading() as session:
        print(sha256(tariff_report_file(session, None, kind).content).hexdigest())
"""


def fill(engine: Engine, files: Sequence[Rows]) -> None:
    with Session(engine) as session:
        set_cap_rule(session, CAP, NOW, BY)
        for rows in files:
            take_in(session, GivenTariffs("takster.csv", danish_csv([HEADER, *rows])), NOW, BY)
        olds, new = [Names("Høje-Taastrup", row[1], row[2]) for row in ROWS[1:3]], ROWS[3][:3]
        merge_services(session, GivenMerger(2022, olds, Names(*map(str, new)), "KL"), NOW, BY)
        session.commit()


def reports(engine: Engine) -> list[str]:
    with Session(engine) as session:
        files = [tariff_report_file(session, None, kind) for kind in ReportFormat]
    return [sha256(file.content).hexdigest() for file in files]


def test_the_same_data_give_the_same_bytes(
    engine: Engine, tmp_path: Path, sqlite_template: Path
) -> None:
    copyfile(sqlite_template, tmp_path / "other.db")
    other = make_engine(f"sqlite:///{tmp_path / 'other.db'}")
    fill(engine, [ROWS])
    fill(other, [WRONG, ROWS[4:][::-1], ROWS[:4][::-1]])
    expected = reports(other)
    other.dispose()
    assert reports(engine) == expected
    place = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    told = subprocess.run(
        [sys.executable, "-c", OF_ANOTHER_PROCESS],
        env={**os.environ, **place},
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout.split() == expected
