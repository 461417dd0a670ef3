"""The seats of a round that is made, as the rows they begin as."""

from datetime import date

from actions.items_asked import Asking
from models.reference import council_of, parties
from models.vocabulary import SeatState
from rules.planning import Plan
from rules.questions.items import rows_of


def seat_rows(planned: Plan, asking: Asking, round_id: int) -> list[dict[str, object]]:
    """The deciding council is the one that acts on the day the decision is due."""
    return [
        {
            "round_id": round_id,
            "code": party.code,
            "party": party.official_name,
            "party_kind": party.kind,
            "council": _council(party.code, planned.deadline, planned.period_from),
            "state": SeatState.WAITING,
            "version": 1,
            "case_number": "",
            "items": rows_of(items),
        }
        for party, items in asking
    ]


def _council(code: str, decided_by: date, period_from: date) -> str:
    try:
        return council_of(code, decided_by)
    except KeyError:  # the agreement is to be decided before the party has a council at all
        return council_of(code, period_from) if code in parties() else ""
