"""Operators' proposals of new places with joint financing, and what the adopted ones cost."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Path, Query, Response, UploadFile
from pydantic import Field, StrictInt

from actions.decide_funding import decide_funding
from actions.propose_funding import GivenFunding, propose_funding
from actions.read_funding import funding_projects, owed
from actions.record_population import record_population
from api.doors import Now, Reading, Writing
from api.guards import KeyReader, KeySecretariat
from api.v1.types import LARGEST_ID, Input, IsoDate, Text
from models.reference import parties
from models.vocabulary import FundingKey, FundingStatus
from reports.funding_words import project_facts

router = APIRouter(prefix="/tariffs", tags=["tariffs"])
Kkr = Annotated[str, Query(max_length=40)]
ProjectId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class ProjectIn(Input):
    """`occupancy_pct`: one for each year, at most three. `weight`: use, `101:650000` for each."""

    kkr: Text
    operator: Text
    title: Text
    opens_on: IsoDate
    places: StrictInt
    tariff_ore: StrictInt
    occupancy_pct: Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=10)]
    key: FundingKey = FundingKey.EQUAL
    weight: Annotated[list[Text], Field(max_length=200)] = Field(default_factory=list)


class DecisionIn(Input):
    status: FundingStatus
    reason: Text = ""


@router.post("/projects", status_code=201)
def post_project(
    body: ProjectIn, session: Writing, now: Now, who: KeySecretariat, response: Response
) -> dict[str, Any]:
    """Record a proposal; the same again, while it is proposed, changes nothing and answers 200."""
    given = GivenFunding(
        *(body.kkr, body.opens_on, body.places, body.tariff_ore),
        *(body.occupancy_pct, body.key, body.weight),
    )
    found, new = propose_funding(session, given, body.operator, body.title, now, who.actor)
    if not new:
        response.status_code = 200
    return {"id": found.id, "status": found.status}


@router.get("/projects")
def get_projects(session: Reading, _who: KeyReader, kkr: Kkr) -> dict[str, Any]:
    """A KKR's proposals, the newest first, each with its years and shares."""
    found = funding_projects(session, kkr)
    return {"items": [project_facts(one.project, one.years) for one in found], "next": None}


@router.post("/projects/{project_id}/decision")
def post_decision(
    project_id: ProjectId, body: DecisionIn, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """What became of it: `adopted`, `declined`, `withdrawn`, or back to `proposed`."""
    changed = decide_funding(session, project_id, body.status, body.reason, now, who.actor)
    return {"id": project_id, "status": body.status, "changed": changed}


@router.get("/statement")
def get_statement(session: Reading, _who: KeyReader, kkr: Kkr) -> dict[str, Any]:
    """What each municipality pays for the adopted projects, by the year a period begins in."""
    everyone = parties()
    return {
        "items": [
            {
                "party": code,
                "name": everyone[code].name,
                "years": [{"year": year, "share_ore": ore} for year, ore in years.items()],
                "total_ore": sum(years.values()),
            }
            for code, years in owed(funding_projects(session, kkr)).items()
        ],
        "next": None,
    }


@router.post("/population", status_code=201)
def post_population(
    file: Annotated[UploadFile, File()],
    day: Annotated[IsoDate, Form()],
    source: Annotated[str, Form(max_length=300)],
    session: Writing,
    now: Now,
    who: KeySecretariat,
    response: Response,
) -> dict[str, Any]:
    """Import population figures (multipart: `file` with »Kommune« and »Folketal«), with the day
    they are of and their source. The same again changes nothing and is answered 200."""
    found, new = record_population(session, file.file.read(), day, source, now, who.actor)
    if not new:
        response.status_code = 200
    return {"id": found.id, "municipalities": len(found.figures), "changed": new}
