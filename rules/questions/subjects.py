"""What a remark or a reservation is about: a recommendation point, a document, or the whole."""

import re

from rules.refusal import Refusal

FORM = re.compile(r"(point|document):([1-9][0-9]{0,3})")


def subject(text: str, known: frozenset[str]) -> str:
    """`point:1`, `document:2`, or empty for the whole; Refusal for one that there is not."""
    told = text.strip()
    if told and told not in known:
        raise Refusal(
            "Vælg et af punkterne eller dokumenterne, eller lad feltet stå på hele aftalen.",
            field="remarks_about",
        )
    return told


def number_of(told: str, kind: str) -> int | None:
    """The number of the point or document it is; null when it is of the other kind, or neither."""
    match = FORM.fullmatch(told)
    return int(match[2]) if match and match[1] == kind else None
