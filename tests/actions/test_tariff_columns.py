"""The columnar copy of many tariffs says what the database says, and never what it said before."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from actions import tariff_columns
from actions.merge_services import GivenMerger, Names, merge_services, withdraw_merger
from actions.read_tariff_report import read_tariff_report
from actions.set_cap_rule import set_cap_rule
from actions.upload_tariff_file import GivenTariffs, take_in
from models.database import reading, transaction
from models.settings import get_settings
from reports.tariff_facts import report_facts
from rules.tariff_cap_changes import GivenCap, GivenRate
from tests.builders import BY, NOW
from tests.databases import sqlite_only
from tests.sheets import ROWS, danish_csv

CAP = GivenCap(2019, 2022, [GivenRate(year, "2") for year in (2020, 2021, 2022)], "KL")
CORRECTED = [*ROWS[:-1], ("Fonden Solsikken", "Gule Hus", "§ 107", 8, 999.0, 5000.0)]


def taken_in(content: bytes) -> None:
    with transaction() as session:
        take_in(session, GivenTariffs("takster.csv", content), NOW, BY)


def told() -> object:
    with reading() as session:
        return report_facts(read_tariff_report(session, None))


def copies() -> list[Path]:
    return sorted((get_settings().data_dir / "tariff-columns").glob("*"))


@pytest.fixture
def seeded(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    with transaction() as session:
        set_cap_rule(session, CAP, NOW, BY)
    taken_in(danish_csv())
    return lambda lines: monkeypatch.setattr(tariff_columns, "WORTH_A_COPY", lines)


@sqlite_only
def test_a_copy_is_made_once_for_each_state(seeded: Callable[[int], None]) -> None:
    from_rows = told()
    assert copies() == []
    seeded(1)
    assert told() == from_rows
    made = copies()
    assert [path.name.split("-")[1] for path in made] == ["lines.parquet", "services.parquet"]
    times = [path.stat().st_mtime_ns for path in made]
    assert told() == from_rows
    assert [path.stat().st_mtime_ns for path in made] == times
    taken_in(danish_csv(CORRECTED))
    corrected = told()
    assert corrected != from_rows
    assert set(copies()).isdisjoint(made)
    seeded(10**6)
    assert told() == corrected


@sqlite_only
def test_a_copy_that_cannot_be_read_is_made_anew(seeded: Callable[[int], None]) -> None:
    from_rows = told()
    seeded(1)
    told()
    for path in copies():
        path.write_bytes(b"no Parquet")
    assert told() == from_rows
    assert all(path.read_bytes().startswith(b"PAR1") for path in copies())


@sqlite_only
def test_where_nothing_can_be_written_the_database_is_read(
    seeded: Callable[[int], None],
) -> None:
    from_rows = told()
    seeded(1)
    (get_settings().data_dir / "tariff-columns").write_text("a file in its place")
    assert told() == from_rows


@sqlite_only
def test_a_merger_holds_at_once_and_until_it_is_withdrawn(seeded: Callable[[int], None]) -> None:
    seeded(1)
    before, made = told(), copies()
    old, new = Names("Høje-Taastrup", "Birkegården", "§ 107"), Names("Fonden Solsikken", "Gule Hus")
    new = new._replace(paragraph="§ 107")
    with transaction() as session:
        number = merge_services(session, GivenMerger(2023, [old], new, "Referat"), NOW, BY).number
    assert told() == before  # the cap ends in 2022
    with transaction() as session:
        withdraw_merger(session, number, "Forkert år", NOW, BY)
    taken_in(danish_csv([ROWS[0], ("Greve", "Nyt Hus", "§ 107", 5, None, 2000.0)]))
    alone = told()
    taken_in(danish_csv([ROWS[0], ("Greve", "Gammelt Hus", "§ 107", 5, 1000.0, None)]))
    two = told()
    given = GivenMerger(
        2022, [Names("Greve", "Gammelt Hus", "§ 107")], Names("Greve", "Nyt Hus", "§ 107"), "Byråd"
    )
    with transaction() as session:
        second = merge_services(session, given, NOW, BY)
        assert merge_services(session, given, NOW, BY) == second
        assert second.number == 2
    kept, merged = copies(), told()
    assert merged not in (alone, two)
    seeded(10**6)
    assert told() == merged
    seeded(1)
    assert copies() == kept
    assert set(made).isdisjoint(kept)
    with transaction() as session:
        withdraw_merger(session, 2, "Forkert hus", NOW, BY)
    assert told() == two
