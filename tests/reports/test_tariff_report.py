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
from reports.tariff_workbook import tariff_workbook
from rules.tariff_cap import Cap, IndexRate
from rules.tariff_report import Report
from tests.reports.reading import is_archive_and_accessible, text_of
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


def test_the_spreadsheet_reckons_over_its_inputs_and_holds_the_exact_results() -> None:
    content = tariff_workbook(report(), AS_OF)
    assert tariff_workbook(report(), AS_OF) == content
    told = {(row[1], row[4]): row[5:11] for row in cells(content, "Takster", formulas=False)[1:]}
    assert told["=1+1 <Huset> #x", 2021][:4] == [1000.0, 1100.0, 1041.41, 58.59]
    assert told["Haven", 2020][:4] == [2000.0, 2048.01, 2048.0, 0]  # a tolerance lets it pass
    live = cells(content, "Takster", formulas=True)[1]
    assert live[7] == "=ROUND(F2*VLOOKUP(E2,'Forudsætninger'!$A$8:$C$10,3,FALSE),2)"
    assert live[8] == "=IF(ROUND(G2-H2*(1+'Forudsætninger'!$B$2/100),4)>0,G2-H2,0)"
    inputs = cells(content, "Forudsætninger", formulas=True)
    assert [row[:3] for row in inputs[7:10]] == [
        [2019, None, 1],
        [2020, 2.4, "=C8*(1+(B9-$B$3)/100)"],
        [2021, 1.7, "=C9*(1+(B10-$B$3)/100)"],
    ]
    assert [row[:2] for row in inputs[1:3]] == [
        ["Tolerance, % af loftet", 0.5],
        ["Fradrag i hvert års sats, %", 0],
    ]
    factors = [row[2] for row in cells(content, "Forudsætninger", formulas=False)[7:10]]
    for (_, year), (base, _, cap, *_) in told.items():  # as a spreadsheet would reckon
        assert round(base * factors[year - 2019], 2) == cap
    summary = cells(content, "Sammenfatning", formulas=False)
    assert summary[4:] == [[2020, 1, 0, 0], [2021, 2, 1, 58.59]]


def test_what_operators_wrote_is_never_a_formula() -> None:
    book = load_workbook(BytesIO(tariff_workbook(report(), AS_OF)))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert re.match(r"=(ROUND|IF|COUNTIFS?|SUMIF|[A-Z]\d+[*/-])", str(cell.value))
    assert book["Takster"]["B2"].data_type == "s"


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


def test_labels_do_not_lie_on_each_other() -> None:
    chart = development_chart(report(tariff_ore=100_000).development)
    ys = [float(y) for y in re.findall(r'y="([\d.]+)" fill="#(?:1a1a1a|004d99)"', chart)]
    assert len(ys) == 2
    assert abs(ys[0] - ys[1]) >= 18
