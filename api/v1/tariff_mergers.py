"""Services that were merged into one, or renamed."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import Field, StrictInt

from actions.merge_services import GivenMerger, Names, merge_services, withdraw_merger
from actions.read_mergers import ReadMerger, show_mergers
from api.doors import Now, Reading, Writing
from api.guards import KeyReader, KeySecretariat
from api.v1.types import LARGEST_ID, Input, Text, listing
from reports.merger_words import working

router = APIRouter(prefix="/tariffs/mergers", tags=["tariffs"])
Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class ServiceIn(Input):
    """Names as in the tariffs, `service` where the provision has several."""

    operator: Text
    provision: Text
    paragraph: Text = ""
    service: Text = ""

    def names(self) -> Names:
        return Names(**self.model_dump())


class MergerIn(Input):
    """From `year` on the predecessors are the successor; one predecessor: it got a new name."""

    year: StrictInt
    predecessors: Annotated[list[ServiceIn], Field(max_length=100)]
    successor: ServiceIn
    source: Text


class WithdrawalIn(Input):
    reason: Text


@router.get("")
def get_mergers(session: Reading, _who: KeyReader) -> dict[str, Any]:
    """Those that stand, the newest first, with the working of the successor's base tariff."""
    return listing(show_mergers(session), _facts, lambda one: one.merger.number)


@router.post("", status_code=201)
def post_merger(body: MergerIn, session: Writing, now: Now, who: KeySecretariat) -> dict[str, Any]:
    """Record that services became one; the same again changes nothing."""
    predecessors = [one.names() for one in body.predecessors]
    given = GivenMerger(body.year, predecessors, body.successor.names(), body.source)
    number = merge_services(session, given, now, who.actor).number
    return next(_facts(one) for one in show_mergers(session) if one.merger.number == number)


@router.post("/{number}/withdrawal", status_code=204)
def post_withdrawal(
    number: Number, body: WithdrawalIn, session: Writing, now: Now, who: KeySecretariat
) -> None:
    """It was wrong and no longer holds; what was recorded stays among the events."""
    withdraw_merger(session, number, body.reason, now, who.actor)


def _facts(one: ReadMerger) -> dict[str, Any]:
    return {
        "id": one.merger.number,
        "year": one.merger.year,
        "predecessors": one.predecessors,
        "successor": one.successor,
        "source": one.merger.source,
        "base_year": one.base_year,
        "base_ore": one.base_ore,
        "working": working(one.figures),
    }
