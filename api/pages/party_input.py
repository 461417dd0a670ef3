"""An answer as it arrives by a party's link: a form someone filled in, or JSON from a program."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from api.pages.forms import Typed, read_form
from api.v1.seats import AnswerIn
from models.vocabulary import Body, Outcome
from rules.questions.submission import Submission
from rules.refusal import Refusal

JSON = "application/json"
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
JSON_LIMIT = 1024 * 1024
POINT = "points."
BY_POINT = "points"  # the choice "answered point by point" among the outcomes
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Posted:
    """One request's answer.

    submission  what was understood of it
    errors      message by field for what was not; empty: everything was
    typed       the form as it was filled in; null: it came as JSON
    """

    submission: Submission
    errors: dict[str, str]
    typed: Typed | None = None


async def _posted(request: Request) -> Posted:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == JSON:
        return Posted(json_submission(await request.body()), {})
    if media in FORMS:
        typed = await read_form(request)
        return Posted(*form_submission(typed), typed)
    raise HTTPException(415, "Send svaret som formular eller som JSON.")


PostedAnswer = Annotated[Posted, Depends(_posted)]


def json_submission(body: bytes) -> Submission:
    """Raises Refusal that names the first wrong field; HTTPException 413 when it is too large."""
    if len(body) > JSON_LIMIT:
        raise HTTPException(413, f"Svaret fylder mere end {JSON_LIMIT // 1024**2} MB.")
    try:
        return AnswerIn.model_validate_json(body).submission()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = (
            "".join(c for c in str(first["loc"][0]) if c.isprintable())[:60]
            if first["loc"]
            else "body"
        )
        what = WORDS.get(first["type"], "har ikke den rigtige form eller type")
        raise Refusal(f"Feltet »{field}« {what}.", field=field) from None


WORDS = {
    "missing": "mangler",
    "extra_forbidden": "kendes ikke",
    "enum": "har en værdi, der ikke kendes",
    "json_invalid": "er ikke gyldig JSON",
    "string_too_long": "er for langt",
}


def form_submission(typed: Typed) -> tuple[Submission, dict[str, str]]:
    """What a form says, and what in it could not be understood."""
    errors: dict[str, str] = {}
    choice = typed.text("outcome")
    submission = Submission(
        version=_version(typed, errors),
        name=typed.text("name"),
        title=typed.text("title"),
        outcome=None if choice == BY_POINT else _word(Outcome, typed, "outcome", errors),
        points=_points(typed, errors),
        decided_on=_date(typed.date, "decided_on", errors),
        body=_word(Body, typed, "body", errors),
        meeting_on=_date(typed.date, "meeting_on", errors),
        agenda_item=typed.text("agenda_item"),
        closed_item=typed.ticked("closed_item"),
        minutes_url=typed.text("minutes_url"),
        remarks=typed.text("remarks"),
        dissent=typed.text("dissent"),
        reason=typed.text("reason"),
    )
    if choice == BY_POINT and not submission.points:
        errors.setdefault("points", "Vælg, hvad der blev besluttet om hvert punkt.")
    return submission, errors


def _version(typed: Typed, errors: dict[str, str]) -> int:
    text = typed.text("version")
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    errors["version"] = "Formularen er ufuldstændig. Hent siden igen og prøv på ny."
    return 0


def _word(words: type[Word], typed: Typed, field: str, errors: dict[str, str]) -> Word | None:
    text = typed.text(field).strip()
    if not text:
        return None
    try:
        return words(text)
    except ValueError:
        errors[field] = "Vælg en af mulighederne."
        return None


def _points(typed: Typed, errors: dict[str, str]) -> dict[int, Outcome]:
    """Fields `points.1`, `points.2` …; an empty one was not answered."""
    found: dict[int, Outcome] = {}
    for field in typed.values:
        if not field.startswith(POINT) or not typed.text(field):
            continue
        number, outcome = field.removeprefix(POINT), _word(Outcome, typed, field, errors)
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            errors["points"] = "Der er intet indstillingspunkt med det nummer."
        elif outcome is not None:
            found[int(number)] = outcome
    return found


def _date(read: Callable[[str], date | None], field: str, errors: dict[str, str]) -> date | None:
    try:
        return read(field)
    except Refusal as refusal:
        errors[field] = refusal.message
        return None
