"""The tariff report and the cap as programs read them: the keys of the public contract."""

from dataclasses import asdict
from typing import Any

from rules.tariff_cap import Cap
from rules.tariff_check import Deviation, Line, Quality, Report
from rules.tariff_numbers import plain


def cap_facts(cap: Cap) -> dict[str, Any]:
    return {
        "base_year": cap.base_year,
        "end_year": cap.end_year,
        "rates": [
            {
                "year": rate.year,
                "pct": plain(rate.pct),
                "source": rate.source,
                "published_on": rate.published_on.isoformat() if rate.published_on else None,
                "revision": rate.revision,
            }
            for rate in cap.rates
        ],
        "deduction_pct": plain(cap.deduction_pct),
        "level": cap.level,
        "tolerance_pct": plain(cap.tolerance_pct),
        "overhead_goal_pct": plain(cap.overhead_goal_pct),
        "source": cap.source,
    }


def report_facts(report: Report | None) -> dict[str, Any]:
    """Until a cap was set there is nothing to report, and it says so."""
    if report is None:
        return {
            "rule": None,
            "deviations": [],
            "operators": [],
            "overhead": {"weighted_pct": None, "unweighted_pct": None, "goal_pct": None},
            "data_quality": {},
        }
    return {
        "rule": cap_facts(report.cap),
        "deviations": [deviation_facts(found) for found in report.deviations],
        "operators": [asdict(operator) for operator in report.operators],
        "overhead": asdict(report.overhead),
        "data_quality": _quality(report.quality),
    }


def deviation_facts(found: Deviation) -> dict[str, Any]:
    return {
        "operator": found.operator,
        "provision": found.provision,
        "paragraph": found.paragraph,
        "year": found.year,
        "base_year": found.base_year,
        "base_ore": found.base_ore,
        "cap_ore": found.cap_ore,
        "actual_ore": found.actual_ore,
        "excess_ore": found.excess_ore,
        "excess_pct": found.excess_pct,
        "explanation": found.explanation,
    }


def _quality(quality: Quality) -> dict[str, Any]:
    return {
        "tariffs": quality.tariffs,
        "compared": quality.compared,
        "fallen": quality.fallen,
        "new": [_place(line) for line in quality.new],
        "closed": [_place(line) for line in quality.closed],
        "places_changed": [_place(pair.actual) for pair in quality.places_changed],
        "without_places": quality.without_places,
        "without_overhead": list(quality.without_overhead),
        "years_without_rate": list(quality.years_without_rate),
    }


def _place(line: Line) -> dict[str, Any]:
    return {
        "operator": line.operator,
        "provision": line.provision,
        "paragraph": line.paragraph,
        "service": line.service,
        "year": line.year,
    }
