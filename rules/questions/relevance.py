"""Which fields of a decision belong to which choice: a form with scripts puts the others away."""

from collections.abc import Mapping

from models.vocabulary import Outcome

BY_POINT = "points"  # the choice "answered point by point" among the outcomes
POINT = "points."
OF_A_DECISION = frozenset(
    {
        *("decided_on", "remarks", "remarks_about", "evidence", "minutes_url"),
        *("agenda_item", "closed_item", "dissent"),
    }
)
OF_PROGRESS = frozenset({"meeting_on", "committee_on", "finance_committee_on"})


def superfluous(choice: str, field: str) -> bool:
    """Whether the field has nothing to do with the choice; without one, all that depends on it."""
    if field.startswith(POINT):
        return choice != BY_POINT
    if field in {"remarks", "remarks_about"} and choice == Outcome.APPROVED:
        return True
    if choice == Outcome.NOT_YET:
        return field in OF_A_DECISION
    return field in OF_PROGRESS or (not choice and field in OF_A_DECISION)


def relevant(typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, without what its choice makes superfluous."""
    choice = typed.get("outcome", "")
    return {name: text for name, text in typed.items() if not superfluous(choice, name)}


def contradictions(typed: Mapping[str, str]) -> list[str]:
    """The fields that were filled in although the choice that was made has no use for them."""
    choice = typed.get("outcome", "")
    if not choice:
        return []
    return [name for name, text in typed.items() if text.strip() and superfluous(choice, name)]
