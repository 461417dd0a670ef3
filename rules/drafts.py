"""What of a half-filled form is kept, and for how long; a draft is never an answer.

Nobody's name is kept: it is typed by whoever sends the answer (CONTRACT, Answering).
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta

from rules.questions.question import Question
from rules.questions.relevance import POINT, superfluous
from rules.questions.submission import Submission
from rules.questions.together import names
from rules.refusal import Refusal

KEPT = timedelta(days=90)  # since it was last saved
ROOM = 200_000  # characters of all fields together
ROOM_OF_EACH = 1_000  # more for every field that a kind declares
SIGNATURE = frozenset({"version", "name", "title"})
NOT_TYPED = frozenset({"points", "own", "attachments"})
OF_A_DECISION = frozenset(field.name for field in fields(Submission)) - SIGNATURE - NOT_TYPED


def kept(typed: Mapping[str, str], before: Mapping[str, str], question: Question) -> dict[str, str]:
    """The fields of such an answer that are filled in, as a browser shows them again.

    What a script put away because the choice has no use for it was not sent; it stays as it was
    `before`, so that whoever chooses anew finds it again. Raises Refusal when there is more than a
    draft has room for.
    """
    whole = {**(_put_away(typed, before) if question.decides else {}), **typed}
    own = {"reason", *(field.name for field in question.fields), *names(question)}
    found = {
        name: text.replace("\r\n", "\n").strip()
        for name, text in whole.items()
        if (_decides(name) if question.decides else name in own)
    }
    room = ROOM + ROOM_OF_EACH * len(question.fields)
    if sum(len(name) + len(text) for name, text in found.items()) > room:
        raise Refusal(f"Der er skrevet mere, end en kladde kan rumme ({room} tegn).")
    return {name: text for name, text in found.items() if text}


def forgotten(saved_at: datetime, now: datetime, *, live: bool) -> bool:
    """Whether nobody will come back to it: the round is over, or it is too long ago."""
    return not live or now - saved_at > KEPT


def _put_away(typed: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    choice = typed.get("outcome", "")
    return {
        name: text
        for name, text in before.items()
        if name not in typed and superfluous(choice, name)
    }


def _decides(name: str) -> bool:
    return name in OF_A_DECISION or name.startswith(POINT)
