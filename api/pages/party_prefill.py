"""What the party's form shows before anybody has typed: nothing, or what stands."""

from collections.abc import Mapping
from typing import Any

from actions.read_party import PartyView
from notifications.question_words import told_before, typed_again
from rules.questions.registry import question_for
from rules.questions.relevance import BY_POINT, POINT
from rules.seats import FINAL
from rules.versions import kept

SHOWN_AGAIN = (
    "outcome",
    "body",
    "decided_on",
    "meeting_on",
    "committee_on",
    "finance_committee_on",
    "agenda_item",
    "minutes_url",
    "remarks",
    "remarks_about",
    "dissent",
)


def before(view: PartyView) -> dict[str, Any]:
    """A correction starts from the answer that stands, one asked again from what it said of points
    that nothing touched; who tells it is always typed anew."""
    answer, question = view.answer, question_for(view.round_, view.seat)
    if question.fields:
        details = answer.details if view.seat.state in FINAL and answer else {}
        return typed_again(question, {**told_before(view.seat), **details})
    if view.fallen and (points := kept(view.fallen.points, view.because)):
        again = dict.fromkeys(SHOWN_AGAIN, "") | {"outcome": BY_POINT}
        return {**again, "points": points, "closed_item": view.fallen.closed_item}
    if answer is None or view.seat.state not in FINAL:
        return {"points": {}, "closed_item": False} | dict.fromkeys(SHOWN_AGAIN, "")
    found = {name: getattr(answer, name) or "" for name in SHOWN_AGAIN}
    if answer.points and len(set(answer.points.values())) > 1:
        found["outcome"] = BY_POINT
    return {**found, "points": answer.points, "closed_item": answer.closed_item}


def as_typed(shown: Mapping[str, Any]) -> dict[str, str]:
    """The same as a browser sends it when nothing is changed; what is empty is left out."""
    points = {f"{POINT}{number}": word for number, word in shown.get("points", {}).items()}
    flat = {**{name: value for name, value in shown.items() if name != "points"}, **points}
    return {
        name: "true" if value is True else str(value).strip()
        for name, value in flat.items()
        if value and not isinstance(value, list)  # files sent before are not chosen again
    }
