"""The joint funding of empty places, reckoned for a project; nothing is kept."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.guards import KeyReader
from models.reference import kkr_names
from reports.funding_facts import Key, municipalities, weights_of
from rules.funding import project, statements, what_if
from rules.refusal import Refusal
from rules.tariff_numbers import plain

router = APIRouter(prefix="/tariffs", tags=["tariffs"])


@router.get("/funding")
def get_funding(
    _who: KeyReader,
    kkr: Annotated[str, Query(max_length=40)],
    first_year: int,
    places: int,
    tariff_ore: int,
    occupancy_pct: Annotated[list[str], Query(max_length=10)],
    key: Key = Key.EQUAL,
    weight: Annotated[list[str] | None, Query(max_length=200)] = None,
) -> dict[str, Any]:
    """What each municipality of a KKR pays for a project's empty places, year by year.

    `occupancy_pct`: one per year, at most three. `key`: `equal`, or `weights` given as
    `weight=101:650000` for each municipality, e.g. its population or its use.
    """
    if kkr not in kkr_names():
        raise Refusal(f"Der er intet KKR »{kkr}«. Brug {', '.join(kkr_names())}.", field="kkr")
    of = project(first_year, places, tariff_ore, occupancy_pct)
    names = municipalities(kkr, first_year)
    told = statements(of, weights_of(key, weight or [], names))
    return {
        "items": [
            {
                "year": one.year,
                "occupancy_pct": plain(one.occupancy),
                "joint_ore": one.joint_ore,
                "shares": [
                    {"party": code, "name": names[code], "share_ore": ore}
                    for code, ore in one.shares.items()
                ],
            }
            for one in told
        ],
        "what_if": [{"occupancy_pct": str(pct), "joint_ore": joint} for pct, joint in what_if(of)],
        "next": None,
    }
