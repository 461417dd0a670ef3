"""Joint funding as programs read it, and its words in Danish."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.funding import FundingProject
from models.reference import parties
from models.vocabulary import FundingKey, FundingStatus
from rules.funding import Statement
from rules.tariff_numbers import plain

KEYS = {
    FundingKey.EQUAL: "Alle kommuner betaler lige meget",
    FundingKey.POPULATION: "Efter folketal",
    FundingKey.USE: "Efter brug: de tal, der er skrevet nedenfor",
}
STATUSES = {
    FundingStatus.PROPOSED: "Foreslået",
    FundingStatus.ADOPTED: "Vedtaget",
    FundingStatus.DECLINED: "Afvist",
    FundingStatus.WITHDRAWN: "Trukket tilbage",
}


def statement_facts(one: Statement, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "year": one.year,
        "starts_on": one.starts_on.isoformat(),
        "ends_on": one.ends_on.isoformat(),
        "occupancy_pct": plain(one.occupancy),
        "joint_ore": one.joint_ore,
        "shares": [
            {"party": code, "name": names[code], "share_ore": ore}
            for code, ore in one.shares.items()
        ],
    }


def project_facts(project: FundingProject, years: Sequence[Statement]) -> dict[str, Any]:
    everyone = parties()
    names = {code: everyone[code].name for code in project.weights}
    return {
        "id": project.id,
        "kkr": project.kkr,
        "operator": project.operator,
        "title": project.title,
        "opens_on": project.opens_on.isoformat(),
        "places": project.places,
        "tariff_ore": project.tariff_ore,
        "key": project.key,
        "key_source": project.key_source,
        "status": project.status,
        "reason": project.reason,
        "years": [statement_facts(one, names) for one in years],
    }
