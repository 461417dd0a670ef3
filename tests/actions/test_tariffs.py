"""Tariff files taken in: any format, whole or not at all, once, and with history."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
import xlsxwriter
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from actions.import_tariffs import Imported
from actions.read_tariff_report import read_tariff_report
from actions.set_cap_rule import cap_in_force, set_cap_rule
from actions.upload_tariff_file import GivenTariffs, take_in
from actions.verify_audit import verify_audit
from models.database import reading, transaction
from models.event import Event
from models.tariff import CapRule, TariffLine
from reports.tariff_facts import report_facts
from rules.refusal import Refusal
from rules.tariff_cap_changes import GivenCap, GivenRate
from tests.builders import BY, NOW
from tests.dump import changed, dump
from tests.sheets import HEADER, ROWS, danish_csv, ods, xls, xlsx

CAP = GivenCap(2019, 2022, [GivenRate(year, "2") for year in (2020, 2021, 2022)], "KL")
FORMATS: dict[str, Callable[[Sequence[Sequence[object]]], bytes]] = {
    "xlsx": xlsx,
    "xls": xls,
    "ods": ods,
    "csv": danish_csv,
    "bom.csv": lambda rows: danish_csv(rows, "utf-8-sig"),
}


def taken_in(
    session: Session, content: bytes, name: str = "takster.csv", **how: object
) -> Imported:
    given = replace(GivenTariffs(name, content), **how)  # type: ignore[arg-type]
    return take_in(session, given, NOW, BY)


def counts(done: Imported) -> tuple[int, int, int, int]:
    return done.added, done.changed, done.withdrawn, done.unchanged


def report(session: Session) -> object:
    return report_facts(read_tariff_report(session, None))


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_says_the_same(engine: Engine, ending: str) -> None:
    with transaction() as session:
        set_cap_rule(session, CAP, NOW, BY)
        assert counts(taken_in(session, FORMATS[ending](ROWS), f"t.{ending}")) == (6, 0, 0, 0)
    with reading() as session:
        found = read_tariff_report(session, 2022)
        assert found
        assert [(d.operator, d.provision, d.cap_ore, d.actual_ore) for d in found.deviations] == [
            ("Høje-Taastrup", "Birkegården", 106_121, 110_050)
        ]
        assert found.quality.tariffs == 6


def test_the_same_file_again_changes_nothing(engine: Engine) -> None:
    with transaction() as session:
        first = taken_in(session, danish_csv())
        before = dump(session)
    with transaction() as session:
        again = taken_in(session, danish_csv(), "another name.csv")
    assert (again.file_id, again.before, counts(again)) == (first.file_id, NOW, (0, 0, 0, 0))
    with reading() as session:
        assert changed(before, dump(session)) == {}


def test_a_corrected_file_supersedes_with_history(engine: Engine) -> None:
    corrected = [*ROWS[:-1], ("Fonden Solsikken", "gule hus", "SEL § 107", 8, 999.0, 1003.0)]
    with transaction() as session:
        taken_in(session, danish_csv())
        done = taken_in(session, danish_csv(corrected))
        assert counts(done) == (0, 1, 0, 5)
        lines = session.exec(select(TariffLine).order_by(col(TariffLine.id))).all()
        history = [(line.tariff_ore, line.superseded_by) for line in lines[-2:]]
        assert history == [(100_200, done.file_id), (100_300, None)]
        events = session.exec(select(Event).where(Event.kind == "tariffs.imported")).all()
        assert [(e.payload["added"], e.payload["changed"], e.payload["by"]) for e in events] == [
            (6, 0, BY),
            (0, 1, BY),
        ]
        assert verify_audit(session).problems == []


def test_what_a_whole_file_leaves_out_is_withdrawn(engine: Engine) -> None:
    with transaction() as session:
        taken_in(session, danish_csv())
        assert counts(taken_in(session, danish_csv(ROWS[:2]))) == (0, 0, 0, 2)
        assert counts(taken_in(session, danish_csv(ROWS[:2]), whole=True)) == (0, 0, 2, 2)


def test_files_in_parts_and_in_any_order_are_one_file(engine: Engine) -> None:
    with transaction() as session:
        set_cap_rule(session, CAP, NOW, BY)
        taken_in(session, danish_csv())
        whole = report(session)
        session.rollback()
        set_cap_rule(session, CAP, NOW, BY)
        for row in reversed([ROWS[1], ("Høje-Taastrup", *ROWS[2][1:]), ROWS[4]]):
            taken_in(session, xlsx([HEADER, row]))
        assert report(session) == whole
        session.rollback()


def test_a_fault_anywhere_keeps_everything_out(engine: Engine) -> None:
    with Session(engine) as session:
        before = dump(session)
        with pytest.raises(Refusal) as refused:
            taken_in(session, danish_csv([*ROWS, ("Faxe", "Huset", "§ 107", 1, "mange", -1.0)]))
        assert refused.value.message.startswith("Fejl i række 6, kolonne E: »mange« er ikke et tal")
        assert "Der er 1 fejl mere." in refused.value.message
        assert len(refused.value.detail["errors"]) == 2  # type: ignore[arg-type]
        session.rollback()
        assert changed(before, dump(session)) == {}


def test_every_sheet_with_a_header_is_read(engine: Engine) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("Vejledning").write(0, 0, "Udfyld arket Takster")
    for year, ore in (("2019", 1000.0), ("2022", 1100.0)):
        page = book.add_worksheet(year)
        page.write_row(0, 0, ("Driftsherre", "Tilbud", "Takst"))
        page.write_row(1, 0, ("Faxe", "Huset", ore))
    hidden = book.add_worksheet("Gammelt")
    hidden.write_row(0, 0, ("Driftsherre", "Tilbud", "Takst"))
    hidden.hide()
    book.close()
    with Session(engine) as session:
        assert counts(taken_in(session, out.getvalue())) == (2, 0, 0, 0)


def test_a_cap_is_set_once_and_revised(engine: Engine) -> None:
    with transaction() as session:
        assert cap_in_force(session) is None
        assert [set_cap_rule(session, CAP, NOW, BY)[1] for _ in range(2)] == [True, False]
        newer = replace(CAP, rates=[*CAP.rates[:2], GivenRate(2022, "2.1")])
        cap, new = set_cap_rule(session, newer, NOW, BY)
        assert (new, [rate.revision for rate in cap.rates]) == (True, [1, 1, 2])
        assert cap_in_force(session) == cap
        assert len(session.exec(select(CapRule)).all()) == 2
