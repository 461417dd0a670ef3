"""The tariff-deviation report as a document to file and to send to leaders."""

from datetime import datetime

from notifications.danish import capitalise, kroner, moment
from reports.development import development_chart, development_words
from reports.pdf import pdf
from reports.tariff_words import (
    LEVELS,
    SINCE,
    counted_standings,
    groups_of,
    percent,
    place,
    said_words,
    working,
)
from rules.tariff_cap import Cap
from rules.tariff_report import Change, Deviation, Group, Quality, Report, Since
from rules.tariff_standing import Standing

FONT = "Libertinus Serif"  # the typesetter's own: it knows no other


def tariff_document(report: Report, as_of: datetime) -> bytes:
    """`as_of`: when what it says last changed; the same report gives the same bytes."""
    cap, years = report.cap, report.years
    span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    chart = len(report.development) > 1
    return pdf(
        "tariffs",
        {
            "title": f"Takster over loftet {span}",
            "overline": "Opfølgning på styringsaftalen",
            "secretariat": "Sekretariatet for rammeaftalen",
            "exercise": False,
            "summary": [
                ("Loftet", f"{cap.base_year} til {cap.end_year}: {cap.source}"),
                *((f"Over loftet i {year}", _count(report, year)) for year in years),
                *_standings(report),
                ("Opgjort", capitalise(moment(as_of))),
            ],
            "chart": str(development_chart(report.development, FONT)) if chart else "",
            "development": development_words(report.development) if chart else "",
            "years": [
                (str(of.year), percent(of.cap_pct), percent(of.weighted_pct))
                for of in report.development
            ],
            "method": _method(cap),
            "rates": _rates(cap),
            "deviations": [_deviation(cap, found) for found in report.deviations],
            "changes": [_change(change) for change in report.changes if change.year == years[-1]],
            "groups": [
                (by, [_group(group) for group in groups if group.year == years[-1]])
                for by, groups in groups_of(report)
            ],
            "last_year": str(years[-1]),
            "explanations": [
                (
                    f"{found.operator}, {place(found)}, {found.year}",
                    ". ".join(said_words(found.said)),
                    found.explanation or "",
                )
                for found in report.deviations
                if found.explanation or (found.said and found.said.standing is not Standing.OPEN)
            ],
            "operators": [
                (
                    one.operator,
                    str(one.provisions),
                    str(one.deviations),
                    percent(one.weighted_growth_pct),
                    percent(one.overhead_pct),
                )
                for one in report.operators
            ],
            "overhead": [
                ("Kommunerne, vejet med omsætning", percent(report.overhead.weighted_pct)),
                ("Kommunerne, simpelt gennemsnit", percent(report.overhead.unweighted_pct)),
                ("Mål", percent(report.overhead.goal_pct)),
            ],
            "quality": _quality(report.quality),
        },
        as_of,
    )


def _method(cap: Cap) -> str:
    less = f" mindre {percent(str(cap.deduction_pct))}-point" if cap.deduction_pct else ""
    tolerance = f" mere end {percent(str(cap.tolerance_pct))}" if cap.tolerance_pct else ""
    return (
        f"Loftet for et år er taksten i {cap.base_year} gange 1 plus P/L-satsen{less} for hvert år"
        " siden, regnet nøjagtigt og afrundet til hele øre én gang, til sidst. Der prøves på"
        f" {LEVELS[cap.level]}. Det er en afvigelse, når taksten ligger{tolerance} over loftet;"
        " et fald er ingen afvigelse. Gennemsnit er vejet med antal pladser. Ydelser uden pladser"
        " er ikke med i dem, medmindre ingen har oplyst pladser; så tæller de lige meget. Er"
        f" ydelser lagt sammen, er den nyes takst i {cap.base_year} gennemsnittet af det, den er"
        " kommet af: aftalen har ingen formel for det. Loftet regnes af det nøjagtige gennemsnit;"
        " kun hvor det vises, er det afrundet til hele øre."
    )


def _rates(cap: Cap) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for rate in cap.rates:
        published = f", {rate.published_on:%d.%m.%Y}" if rate.published_on else ""
        index = f"{float(100 * cap.factors[rate.year]):.4f}".replace(".", ",")
        source = rate.source + published
        found.append((str(rate.year), percent(str(rate.pct)), index, source, str(rate.revision)))
    return found


def _count(report: Report, year: int) -> str:
    over = [found for found in report.deviations if found.year == year]
    compared = sum(group.compared for group in report.by_operator if group.year == year)
    return f"{len(over)} (sammenlignet: {compared} takster)"


def _standings(report: Report) -> list[tuple[str, str]]:
    """How many of all are explained, and how far."""
    told = [f"{words}: {number}" for words, number in counted_standings(report)]
    return [("Forklaringer", ". ".join(told))] if told else []


def _deviation(cap: Cap, found: Deviation) -> tuple[str, ...]:
    law = f", {found.paragraph}" if found.paragraph else ""
    return (
        found.operator or "Alle",
        f"{place(found)}{law}\n{working(cap, found)}",
        str(found.year),
        kroner(found.base_ore),
        kroner(found.cap_ore),
        kroner(found.actual_ore),
        percent(found.excess_pct),
    )


def _change(change: Change) -> tuple[str, ...]:
    return (
        change.operator or "Alle",
        place(change),
        SINCE[change.since],
        "–" if change.before_ore is None else kroner(change.before_ore),
        "–" if change.actual_ore is None else kroner(change.actual_ore),
        kroner(change.excess_before_ore) if change.since is not Since.NEW else "–",
        kroner(change.excess_ore) if change.since is not Since.GONE else "–",
    )


def _group(group: Group) -> tuple[str, ...]:
    return (
        group.name or "Uden",
        str(group.compared),
        str(group.deviations),
        str(group.before),
        str(group.lowered),
        percent(group.growth_pct),
        percent(group.basis_pct),
        percent(group.occupancy_pct),
    )


def _quality(quality: Quality) -> list[tuple[str, str]]:
    return [
        ("Takster indlæst", str(quality.tariffs)),
        ("Sammenlignet med basisåret", str(quality.compared)),
        ("Lavere end i basisåret", str(quality.fallen)),
        ("Nye, uden basisår", str(len(quality.new))),
        ("Uden takst i et senere år", str(len(quality.closed))),
        ("Lagt sammen med andre", str(len(quality.merged))),
        ("Takst efter sammenlægningen", str(len(quality.after_merger))),
        ("Ændret antal pladser", str(len(quality.places_changed))),
        ("Oplyst som afvigelse, ikke fundet", str(len(quality.reported_not_found))),
        ("Uden antal pladser", str(quality.without_places)),
        ("Driftsherrer, der mangler overhead", str(len(quality.without_overhead))),
        ("År uden P/L-sats", ", ".join(map(str, quality.years_without_rate)) or "ingen"),
    ]
