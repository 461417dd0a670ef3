"""Everything that is wrong with an answer at once, for a form that shows it all.

`judge` stops at the first fault; here each faulty field is put right in thought and judged again.
"""

from dataclasses import replace

from models.vocabulary import Body, Outcome, PartyKind
from rules.questions.approval import Asked, Submission, judge
from rules.refusal import Refusal

PLAUSIBLE = "ukendt"
AT_MOST = 20


def faults(given: Submission, asked: Asked) -> dict[str, str]:
    """Message by field, in the order in which they are judged; empty: the answer stands."""
    found: dict[str, str] = {}
    for _ in range(AT_MOST):
        try:
            judge(given, asked)
        except Refusal as refusal:
            if refusal.field in found:
                break  # putting it right in thought did not help: what was found is enough
            found[refusal.field] = refusal.message
            given = _put_right(given, refusal.field, asked)
        else:
            break
    return found


def _put_right(given: Submission, field: str, asked: Asked) -> Submission:
    match field:
        case "name" | "title" | "remarks" | "reason":
            return replace(given, **{field: PLAUSIBLE})
        case "agenda_item" | "minutes_url" | "dissent":
            return replace(given, **{field: ""})
        case "outcome" | "points":  # without them nothing is known of what else is needed
            return replace(given, outcome=Outcome.NOT_YET, points={}, decided_on=None)
        case "body":
            region = asked.party_kind is PartyKind.REGION
            return replace(given, body=Body.REGIONAL_COUNCIL if region else Body.COUNCIL)
        case "decided_on" if given.outcome is Outcome.NOT_YET:
            return replace(given, decided_on=None)
        case "decided_on":
            return replace(given, decided_on=asked.today)
        case "meeting_on":
            return replace(given, meeting_on=None)
        case _:
            return given
