"""An operator's proposal of new places with joint financing is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from actions.record import record
from actions.record_population import population_in_force
from models.funding import FundingProject
from models.vocabulary import FundingKey, FundingStatus
from rules.funding import Project, project
from rules.funding_key import municipalities, weights_of
from rules.party_names import party_named
from rules.refusal import Refusal
from rules.tariff_numbers import plain
from rules.text import line
from rules.verify import SYSTEM


@dataclass(frozen=True, slots=True)
class GivenFunding:
    """What is asked of the calculator; `use`: as in `rules/funding_key.py`."""

    kkr: str
    opens_on: date
    places: int
    tariff_ore: int
    occupancies: Sequence[str]
    key: FundingKey = FundingKey.EQUAL
    use: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What was asked, checked: names by code of those who share, and their weights."""

    project: Project
    names: dict[str, str]
    weights: dict[str, int]
    key_source: str


def reckoned(session: Session, given: GivenFunding) -> Reckoned:
    """Refusal names what is out of bounds, or that there is no population to share by."""
    of = project(given.opens_on, given.places, given.tariff_ore, given.occupancies)
    names = municipalities(given.kkr, given.opens_on)
    held = population_in_force(session)
    weights = weights_of(given.key, given.use, names, held.figures if held else None)
    source = ""
    if given.key is FundingKey.POPULATION and held:
        source = f"{held.source}, {held.day:%d.%m.%Y}"
    return Reckoned(of, names, weights, source)


def propose_funding(
    session: Session, given: GivenFunding, operator: str, title: str, now: datetime, by: str
) -> tuple[FundingProject, bool]:
    """The project, and whether it is new: the same while it is proposed changes nothing."""
    told, title = reckoned(session, given), line(title, "title")
    code = party_named(operator)
    if not code:
        raise Refusal(f"»{operator[:60]}« er ikke en kommune eller region.", field="operator")
    if not title:
        raise Refusal("Skriv, hvad tilbuddet hedder.", field="title")
    facts: dict[str, Any] = {
        "kkr": given.kkr,
        "operator": code,
        "title": title,
        "places": told.project.places,
        "tariff_ore": told.project.tariff_ore,
        "occupancies": [plain(pct) for pct in told.project.occupancies],
        "key": given.key,
        "key_source": told.key_source,
    }
    proposed = FundingProject.status == FundingStatus.PROPOSED
    for held in session.exec(select(FundingProject).where(proposed)):
        same = all(getattr(held, name) == value for name, value in facts.items())
        if same and (held.opens_on, held.weights) == (given.opens_on, told.weights):
            return held, False
    found = FundingProject(
        **facts, opens_on=given.opens_on, weights=told.weights, proposed_at=now, proposed_by=by
    )
    session.add(found)
    session.flush()
    payload = {**facts, "project": found.id, "opens_on": given.opens_on.isoformat(), "by": by}
    record(session, SYSTEM, "funding.proposed", f"funding.proposed:{found.id}", now, payload)
    return found, True
