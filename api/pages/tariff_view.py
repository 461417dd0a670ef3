"""What the tariff page shows of a report: one year, beside the year before and the base year."""

from collections import Counter
from typing import Any

from reports.development import development_chart, development_words
from reports.tariff_words import counted, groups_of
from rules.tariff_report import Report, Since

SHOWN = 100


def of_year(report: Report, year: int | None) -> dict[str, Any]:
    """Of the last year, unless one of the report's is asked for."""
    shown = year if year in report.years else report.years[-1]
    found = list(report.deviations)
    by_year = Counter(deviation.year for deviation in found)
    deviations = [deviation for deviation in found if deviation.year == shown]
    changes = [change for change in report.changes if change.year == shown]
    since = Counter(change.since for change in changes)
    return {
        "shown": shown,
        "deviations": deviations[:SHOWN],
        "more": max(0, len(deviations) - SHOWN),
        "by_year": [(of, by_year[of]) for of in report.years],
        "changes": changes,
        "by_since": [
            f"{since[kind]} {counted(kind, since[kind])}" for kind in Since if since[kind]
        ],
        "groups": [
            (by, [group for group in groups if group.year == shown])
            for by, groups in groups_of(report)
        ],
        "overheads": {one.operator: one.overhead_pct for one in report.operators},
        "chart": development_chart(report.development),
        "chart_words": development_words(report.development),
    }
