"""Proposals of new places, and what those that are adopted cost each municipality year by year."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.funding import FundingProject
from models.reference import kkr_names
from models.vocabulary import FundingStatus
from rules.funding import Project, Statement, project, statements
from rules.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Funded:
    """A project with its years."""

    project: FundingProject
    years: Sequence[Statement]


def funding_projects(session: Session, kkr: str) -> list[Funded]:
    """All of a KKR's, the newest first."""
    if kkr not in kkr_names():
        raise Refusal(f"Der er intet KKR »{kkr[:40]}«. Brug {', '.join(kkr_names())}.", field="kkr")
    query = select(FundingProject).where(FundingProject.kkr == kkr)
    rows = session.exec(query.order_by(col(FundingProject.id).desc()))
    return [Funded(row, statements(_of(row), row.weights)) for row in rows]


def owed(funded: Sequence[Funded]) -> dict[str, dict[int, int]]:
    """Øre by municipality and the year a twelve-month period begins in, of what is adopted."""
    found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for one in funded:
        if one.project.status is FundingStatus.ADOPTED:
            for year in one.years:
                for code, ore in year.shares.items():
                    found[code][year.year] += ore
    return {code: dict(years) for code, years in sorted(found.items())}


def totals(owed_: Mapping[str, Mapping[int, int]]) -> dict[int, int]:
    """Øre by year, of all municipalities."""
    found: dict[int, int] = defaultdict(int)
    for years in owed_.values():
        for year, ore in years.items():
            found[year] += ore
    return dict(sorted(found.items()))


def _of(row: FundingProject) -> Project:
    return project(row.opens_on, row.places, row.tariff_ore, row.occupancies)
