"""Everything that is wrong with an answer at once, for a form that shows it all.

`judge` stops at the first fault; here each faulty field is put right in thought and judged again.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from models.vocabulary import Body, Outcome, PartyKind
from rules.progress import DATES
from rules.questions.fields import put_right
from rules.questions.question import Asked, Field, Question
from rules.questions.submission import Submission
from rules.refusal import Refusal

PLAUSIBLE = "ukendt"
AT_MOST = 20
SIGNATURE = frozenset({"name", "title", "reason"})


def faults(question: Question, given: Submission, asked: Asked) -> dict[str, str]:
    """Message by field, in the order in which they are judged; empty: the answer stands.

    question  as it is asked of that party
    """
    found: dict[str, str] = {}
    for part in _parts(question, given, asked):
        found |= _faults(*part)
    return found or _faults(question, given, asked)


def _parts(
    question: Question, given: Submission, asked: Asked
) -> Iterator[tuple[Question, Submission, Asked]]:
    """Each of many items by itself, with the fields of the whole: hundreds judged together once for
    each of a thousand faults would take a minute."""
    if len(asked.items) < 2:
        return
    fields = defaultdict[int, list[Field]](list)
    for one in question.fields:
        fields[one.item].append(one)
    for item in asked.items:
        own = (*fields[item.number], *fields[0])
        names = {one.name for one in own}
        yield (
            replace(question, fields=own),
            replace(
                given,
                own={name: given.own[name] for name in names & given.own.keys()},
                attachments=tuple(file for file in given.attachments if file.field in names),
            ),
            replace(asked, items=(item,)),
        )


def _faults(question: Question, given: Submission, asked: Asked) -> dict[str, str]:
    found: dict[str, str] = {}
    for _ in range(AT_MOST + len(question.fields)):
        try:
            question.judge(given, asked)
        except Refusal as refusal:
            if refusal.field in found:
                break  # putting it right in thought did not help: what was found is enough
            found[refusal.field] = refusal.message
            given = _put_right(question, given, refusal.field, asked)
        else:
            break
    return found


def _put_right(question: Question, given: Submission, field: str, asked: Asked) -> Submission:
    if question.fields and field not in SIGNATURE:
        return put_right(given, field, question.fields)
    region = asked.party_kind is PartyKind.REGION
    pending = given.outcome is Outcome.NOT_YET
    instead: dict[str, dict[str, Any]] = {
        # without an outcome nothing is known of what else is needed
        "outcome": {"outcome": Outcome.NOT_YET, "points": {}, "decided_on": None},
        "points": {"outcome": Outcome.NOT_YET, "points": {}, "decided_on": None},
        "body": {"body": Body.REGIONAL_COUNCIL if region else Body.COUNCIL},
        "decided_on": {"decided_on": None if pending else asked.today},
        **{name: {name: None} for name in DATES},
        "remarks_about": {"remarks_about": ""},
        **{name: {name: PLAUSIBLE} for name in ("name", "title", "remarks", "reason")},
        **{name: {name: ""} for name in ("agenda_item", "minutes_url", "dissent")},
    }
    return replace(given, **instead.get(field, {}))
