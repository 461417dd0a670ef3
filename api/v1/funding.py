"""The joint funding of empty places, reckoned for a project; nothing is kept."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from actions.propose_funding import GivenFunding, reckoned
from api.doors import Reading
from api.guards import KeyReader
from api.v1.types import IsoDate
from models.vocabulary import FundingKey
from reports.funding_words import statement_facts
from rules.funding import statements, what_if
from rules.refusal import Refusal

router = APIRouter(prefix="/tariffs", tags=["tariffs"])


@router.get("/funding")
def get_funding(
    session: Reading,
    _who: KeyReader,
    kkr: Annotated[str, Query(max_length=40)],
    places: int,
    tariff_ore: int,
    occupancy_pct: Annotated[list[str], Query(max_length=10)],
    first_year: Annotated[int | None, Query(ge=1, le=9998)] = None,
    opens_on: IsoDate | None = None,
    key: FundingKey = FundingKey.EQUAL,
    weight: Annotated[list[str] | None, Query(max_length=200)] = None,
) -> dict[str, Any]:
    """What each municipality of a KKR pays for a project's empty places, year by year.

    `opens_on`, or `first_year` for one that opens on 1 January. `occupancy_pct`: one per year, at
    most three. `key`: `equal`, `population` as imported, or `use`, given as `weight=101:650000` for
    each municipality.
    """
    if opens_on is None:
        if first_year is None:
            raise Refusal("Angiv opens_on eller first_year.", field="opens_on")
        opens_on = date(first_year, 1, 1)
    asked = GivenFunding(kkr, opens_on, places, tariff_ore, occupancy_pct, key, weight or ())
    told = reckoned(session, asked)
    return {
        "items": [
            statement_facts(one, told.names) for one in statements(told.project, told.weights)
        ],
        "what_if": [
            {"occupancy_pct": str(pct), "joint_ore": joint} for pct, joint in what_if(told.project)
        ],
        "key_source": told.key_source,
        "next": None,
    }
