"""The tariff report and the cap as programs read them: the keys of the public contract."""

from dataclasses import asdict
from typing import Any

from rules.tariff_cap import Cap
from rules.tariff_numbers import plain
from rules.tariff_report import Deviation, Quality, Report
from rules.tariff_said import Reported
from rules.tariff_standing import Said


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
            "development": [],
            "changes": [],
            "groups": {"operator": [], "paragraph": [], "kkr": []},
            "data_quality": {},
        }
    return {
        "rule": cap_facts(report.cap),
        "deviations": [deviation_facts(report.cap, found) for found in report.deviations],
        "operators": [asdict(operator) for operator in report.operators],
        "overhead": asdict(report.overhead),
        "development": [asdict(year) for year in report.development],
        "changes": [change._asdict() for change in report.changes],
        "groups": {
            "operator": [group._asdict() for group in report.by_operator],
            "paragraph": [group._asdict() for group in report.by_paragraph],
            "kkr": [group._asdict() for group in report.by_kkr],
        },
        "data_quality": _quality(report.quality),
    }


def deviation_facts(cap: Cap, found: Deviation) -> dict[str, Any]:
    """`base_ore` is rounded where the base tariff is an average; `working` has it exact."""
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
        "working": cap.working(found.base, found.year),
        **_said(found.said),
    }


def reported_facts(one: Reported) -> dict[str, Any]:
    return {
        **one.place._asdict(),
        "category": one.said.category,
        "text": one.said.text,
        "lasts": one.said.lasts,
    }


def _said(said: Said | None) -> dict[str, Any]:
    """How the explanation stands; null where nobody chose or corrected."""
    if said is None:
        return {}
    return {
        "standing": said.standing,
        "category": said.category or None,
        "lasts": said.lasts or None,
        "corrected_ore": said.corrected_ore,
        "files": list(said.files),
    }


def _quality(quality: Quality) -> dict[str, Any]:
    return {
        "tariffs": quality.tariffs,
        "compared": quality.compared,
        "fallen": quality.fallen,
        "new": [place._asdict() for place in quality.new],
        "closed": [place._asdict() for place in quality.closed],
        "merged": [place._asdict() for place in quality.merged],
        "after_merger": [place._asdict() for place in quality.after_merger],
        "places_changed": [place._asdict() for place in quality.places_changed],
        "reported_not_found": [place._asdict() for place in quality.reported_not_found],
        "without_places": quality.without_places,
        "without_overhead": list(quality.without_overhead),
        "years_without_rate": list(quality.years_without_rate),
    }
