"""The sheets of the tariff report that list: deviations, changes, groups, operators, quality."""

from notifications.danish import joined
from reports.tariff_formulas import write_base, write_cap, write_share
from reports.tariff_words import SINCE, STANDINGS, groups_of, working
from reports.workbook import Book
from rules.questions.tariff_explanation import CATEGORIES, DURATIONS
from rules.tariff_report import Change, Deviation, Place, Report
from rules.tariff_standing import Said

PLACE = {"Driftsherre": 24, "Tilbud": 32, "Paragraf": 16, "År": 8}
DEVIATIONS = {
    **PLACE,
    "Basis, kr.": 14,
    "Loft, kr.": 14,
    "Takst, kr.": 14,
    "Over loftet, kr.": 14,
    "Over loftet, %": 12,
    "Forklaring": 50,
    "Status": 26,
    "Årsag": 34,
    "Forventet varighed": 24,
    "Rettes til, kr.": 14,
    "Bilag": 34,
    "Loftet er regnet sådan, kr.": 44,
}
CHANGES = {
    **PLACE,
    "Siden sidste år": 16,
    "Takst året før, kr.": 14,
    "Takst, kr.": 14,
    "Over loftet året før, kr.": 14,
    "Over loftet, kr.": 14,
    "Forskel, kr.": 14,
}
GROUPS = {
    "Fordelt på": 14,
    "Navn": 30,
    "År": 8,
    "Sammenlignet": 14,
    "Over loftet": 12,
    "Året før": 12,
    "Nye": 8,
    "Vokset": 8,
    "Faldet": 8,
    "Væk": 8,
    "Lavere end i basisåret": 14,
    "Over loftet i alt, kr. pr. dag": 16,
    "Vækst, vejet": 12,
    "Basistakstens andel": 12,
    "Belægning": 12,
}
OPERATORS = {"Driftsherre": 30, "Tilbud": 10, "Afvigelser": 12, "Vækst, vejet": 14, "Overhead": 12}
QUALITY = {"Forhold": 30, **PLACE}


def _names(of: Deviation | Change) -> tuple[object, ...]:
    return (of.operator or "Alle", of.provision or "Gennemsnit", of.paragraph or "", of.year)


def write_deviations(book: Book, report: Report) -> None:
    page = book.sheet("Afvigelser", DEVIATIONS)
    for row, found in enumerate(report.deviations, 1):
        book.row(page, row, _names(found))
        here = row + 1
        write_base(book, page, row, 4, found.base)
        write_cap(book, page, (row, 5), (f"E{here}", f"D{here}"), report.cap, found.cap_ore)
        book.money(page, row, (found.actual_ore,), start=6)
        excess = found.excess_ore / 100
        page.write_formula(row, 7, f"=ROUND(G{here}-F{here},2)", book.kroner, excess)
        figures = found.excess_ore, found.cap_ore
        write_share(book, page, (row, 8), (f"H{here}", f"F{here}"), figures)
        book.row(page, row, (found.explanation, *_said(found.said)), start=9)
        if found.said:
            book.money(page, row, (found.said.corrected_ore,), start=13)
            book.row(page, row, (joined(found.said.files) or None,), start=14)
        book.row(page, row, (working(report.cap, found),), start=15)


def _said(said: Said | None) -> tuple[object, ...]:
    if said is None:
        return ()
    reason, duration = dict(CATEGORIES).get(said.category), dict(DURATIONS).get(said.lasts)
    return STANDINGS[said.standing], reason, duration


def write_changes(book: Book, report: Report) -> None:
    page = book.sheet("Mod året før", CHANGES)
    for row, found in enumerate(report.changes, 1):
        book.row(page, row, (*_names(found), SINCE[found.since]))
        excesses = found.excess_before_ore, found.excess_ore
        book.money(page, row, (found.before_ore, found.actual_ore, *excesses), start=5)
        change = (found.excess_ore - found.excess_before_ore) / 100
        page.write_formula(row, 9, f"=ROUND(I{row + 1}-H{row + 1},2)", book.kroner, change)


def write_groups(book: Book, report: Report) -> None:
    page = book.sheet("Fordelt", GROUPS)
    told = [(by, group) for by, groups in groups_of(report) for group in groups]
    for row, (by, one) in enumerate(told, 1):
        counts = (one.compared, one.deviations, one.before, one.new, one.grown, one.fallen)
        book.row(page, row, (by, one.name or "Uden", one.year, *counts, one.gone, one.lowered))
        book.money(page, row, (one.excess_ore,), start=11)
        book.shares(page, row, (one.growth_pct, one.basis_pct, one.occupancy_pct), start=12)
    page.autofilter(0, 0, max(1, len(told)), len(GROUPS) - 1)


def write_operators(book: Book, report: Report) -> None:
    page = book.sheet("Driftsherrer", OPERATORS)
    for row, one in enumerate(report.operators, 1):
        book.row(page, row, (one.operator, one.provisions, one.deviations))
        book.shares(page, row, (one.weighted_growth_pct, one.overhead_pct), start=3)
    of_all = {
        "Kommunerne, vejet": report.overhead.weighted_pct,
        "Kommunerne, simpelt": report.overhead.unweighted_pct,
        "Mål for gennemsnittet": report.overhead.goal_pct,
    }
    for row, (name, told) in enumerate(of_all.items(), len(report.operators) + 2):
        page.write_string(row, 0, name)
        book.shares(page, row, (told,), start=4)


def write_quality(book: Book, report: Report) -> None:
    page, quality = book.sheet("Datakvalitet", QUALITY), report.quality
    rows: list[tuple[str, Place]] = [
        *(("Ny, uden basisår", place) for place in quality.new),
        *(("Uden takst i året", place) for place in quality.closed),
        *(("Lagt sammen med andre", place) for place in quality.merged),
        *(("Takst efter sammenlægningen", place) for place in quality.after_merger),
        *(("Ændret antal pladser", place) for place in quality.places_changed),
        *(("Oplyst som afvigelse, ikke fundet", place) for place in quality.reported_not_found),
    ]
    for row, (words, of) in enumerate(rows, 1):
        book.row(page, row, (words, of.operator, of.provision, of.paragraph, of.year))
