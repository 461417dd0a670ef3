"""The tariff report as spreadsheet, document and picture: the same figures everywhere."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from models.vocabulary import CapLevel
from reports.development import development_chart
from reports.tariff_document import tariff_document
from reports.tariff_facts import report_facts
from reports.tariff_workbook import LARGEST, tariff_workbook
from rules.refusal import Refusal
from rules.tariff_cap import Cap, IndexRate
from rules.tariff_numbers import half_up
from rules.tariff_report import Report
from tests.reports.reading import is_archive_and_accessible, text_of
from tests.reports.reckoned import Reckoned
from tests.rules.tariff_report_of import reported
from tests.rules.tariff_world import world
from tests.tariffs import Line
from tests.tariffs import report as check

AS_OF = datetime(2026, 11, 28, 12, 0, 0, 123456, tzinfo=UTC)
RATES = (IndexRate(2020, Decimal("2.4"), "KL"), IndexRate(2021, Decimal("1.7"), "KL"))
CAP = Cap(2019, 2022, RATES, "Aftalen", tolerance_pct=Decimal("0.5"))


def report(cap: Cap = CAP, **line: Any) -> Report:
    base = Line("Faxe", "=1+1 <Huset> #x", 2019, 100_000, code="320")
    dear = base._replace(year=2021, tariff_ore=110_000, explanation="*Ny* målgruppe\n= mere")
    fair = [
        base._replace(provision="Haven", year=year, tariff_ore=ore, places_hundredths=1_250)
        for year, ore in ((2019, 200_000), (2020, 204_801), (2021, 208_282))
    ]
    return check(cap, [base, dear._replace(**line), *fair], [2020, 2021])


def cells(content: bytes, sheet: str, *, formulas: bool) -> list[list[Any]]:
    book = load_workbook(BytesIO(content), data_only=not formulas)
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def test_the_spreadsheet_has_its_inputs_on_a_sheet_of_their_own() -> None:
    content = tariff_workbook(report(), AS_OF)
    assert tariff_workbook(report(), AS_OF) == content
    told = {(row[1], row[4]): row[5:11] for row in cells(content, "Takster", formulas=False)[1:]}
    assert told["=1+1 <Huset> #x", 2021][:4] == [1000.0, 1100.0, 1041.41, 58.59]
    assert told["Haven", 2020][:4] == [2000.0, 2048.01, 2048.0, 0]  # a tolerance lets it pass
    live = cells(content, "Takster", formulas=True)[1]
    assert live[7] == "=ROUND(F2*VLOOKUP(E2,'Forudsætninger'!$A$8:$C$10,3,FALSE),2)"
    assert live[8] == "=IF(ROUND(G2-H2*(1+'Forudsætninger'!$B$2/100),10)>0,ROUND(G2-H2,2),0)"
    inputs = cells(content, "Forudsætninger", formulas=True)
    assert [row[:3] for row in inputs[7:10]] == [
        [2019, None, 1],
        [2020, 2.4, "=C8*(1+(B9-$B$3)/100)"],
        [2021, 1.7, "=C9*(1+(B10-$B$3)/100)"],
    ]
    assert [row[:2] for row in inputs[1:4]] == [
        ["Tolerance, % af loftet", 0.5],
        ["Fradrag i hvert års sats, %", 0],
        ["Prøves på", "hver takst for sig"],
    ]
    summary = cells(content, "Sammenfatning", formulas=False)
    assert [row[:4] for row in summary[5:]] == [[2020, 1, 0, 0], [2021, 2, 1, 58.59]]
    assert [round(row[4], 6) for row in summary[5:]] == [0.024, 0.041408]
    assert [row[5] for row in summary[5:]] == [0.024, 0.0414]


@pytest.mark.parametrize("level", CapLevel)
def test_every_formula_reckons_what_the_program_does(level: CapLevel) -> None:
    """Also merged services and averages, and when a controller writes another input."""
    known = world(11, {2020: "2.4", 2021: "-0.75", 2022: "1.333"}, "0.5", "0.05", level, 130)
    found = reported(known)
    facts, content = report_facts(found), tariff_workbook(found, AS_OF)
    book, told = Reckoned(content), load_workbook(BytesIO(content), data_only=True)
    formulas = list(book.formulas())
    assert len(formulas) > 1_300
    for sheet, cell in formulas:
        assert abs(book.value(sheet, cell) - told[sheet][cell].value) < 1e-9, (sheet, cell)
    ore = ("base_ore", "cap_ore", "actual_ore", "excess_ore")
    rows = range(2, len(facts["deviations"]) + 2)
    assert rows
    for row, fact in zip(rows, facts["deviations"], strict=True):
        shown = [Decimal(float(book.value("Afvigelser", f"{at}{row}")) * 100) for at in "EFGH"]
        assert [half_up(round(one, 6)) for one in shown] == [fact[name] for name in ore]
        assert half_up(Decimal(book.value("Afvigelser", f"I{row}") * 10_000)) == half_up(
            100 * Decimal(fact["excess_pct"])
        )
    changed = Reckoned(content)
    inputs = changed.rows["Forudsætninger"]
    inputs[1][1], inputs[9][1] = 0.01, -1.25
    after = reported(known._replace(tolerance="0.01", rates={**known.rates, 2021: "-1.25"}))
    for row, year in enumerate(after.years, 6):
        over = [one.excess_ore for one in after.deviations if one.year == year]
        assert changed.value("Sammenfatning", f"C{row}") == len(over)
        assert round(changed.value("Sammenfatning", f"D{row}") * 100) == sum(over)


@pytest.mark.parametrize("level", CapLevel)
def test_what_operators_wrote_is_never_a_formula(level: CapLevel) -> None:
    base = Line("=SUM(A1)", "=1+1", 2019, 100_001, "@x", "+1", explanation="=HYPERLINK(1)")
    other = base._replace(provision="-1", tariff_ore=100_002)
    new = base._replace(provision="=B1", year=2021, tariff_ore=150_000)
    merged = check(
        replace(CAP, level=level), [base, other, new], [2021], [(2021, ["=1+1", "-1"], "=B1")]
    )
    book = load_workbook(BytesIO(tariff_workbook(merged, AS_OF)))
    ours = re.compile(r"=(ROUND|IF|COUNTIFS?|SUMIF|VLOOKUP)\(|=[A-Z]\d+[*/]|=\d+/\d+/100$")
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    for cell in found:
        assert cell.data_type != "f" or ours.match(str(cell.value)), cell.value
    written = {"=SUM(A1)", "=1+1", "-1", "=B1", "@x", "+1", "=HYPERLINK(1)"}
    as_text = {cell.value for cell in found if cell.data_type == "s"}
    assert {"=SUM(A1)", "=B1", "@x", "+1", "=HYPERLINK(1)"} <= as_text & written


@pytest.mark.parametrize("level", CapLevel)
def test_the_document_can_be_filed_and_read_aloud(level: CapLevel) -> None:
    found = report(replace(CAP, level=level))
    content = tariff_document(found, AS_OF)
    assert tariff_document(found, AS_OF) == content
    assert is_archive_and_accessible(content)
    text = text_of(content)
    assert "Takster over loftet 2020–2021" in text
    assert "102,4000" in text
    if level is CapLevel.PROVISION:
        assert "=1+1 <Huset> #x" in text
        assert "*Ny* målgruppe" in text
        assert "1.041,41" in text


def test_a_report_of_nothing_is_still_a_report() -> None:
    empty = check(replace(CAP, rates=RATES[:1]), [], [2020])
    assert "Ingen takster ligger over loftet" in text_of(tariff_document(empty, AS_OF))
    assert cells(tariff_workbook(empty, AS_OF), "Takster", formulas=True)[1:] == []
    assert "ingen takster at sammenligne" in development_chart(empty.development)


def test_the_picture_of_many_years_names_some_of_them_and_tells_a_fall() -> None:
    rates = tuple(IndexRate(year, Decimal(-1), "KL") for year in range(2006, 2026))
    base = Line("Faxe", "A", 2005, 100_000)
    found = check(Cap(2005, 2025, rates, "KL"), [base, base._replace(year=2025, tariff_ore=75_000)],
                  list(range(2006, 2026)))  # fmt: skip
    chart = development_chart(found.development)
    assert re.findall(r">(\d{4})<", chart) == [str(year) for year in range(2025, 2004, -2)]
    words = "Fra 2005 til 2025 er taksterne i gennemsnit faldet 25,00 %; loftet er faldet 18,21 %."
    assert f'aria-label="{words}"' in chart


def test_labels_do_not_lie_on_each_other() -> None:
    chart = development_chart(report(tariff_ore=100_000).development)
    ys = [float(y) for y in re.findall(r'y="([\d.]+)" fill="#(?:1a1a1a|004d99)"', chart)]
    assert len(ys) == 2
    assert abs(ys[0] - ys[1]) >= 18


def test_a_spreadsheet_that_would_lose_rows_is_refused() -> None:
    found = report()
    many = replace(found, compared=[found.compared[0]] * (LARGEST + 1))
    with pytest.raises(Refusal, match="flere takster, end et regneark kan rumme"):
        tariff_workbook(many, AS_OF)
