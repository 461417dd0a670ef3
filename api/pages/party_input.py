"""An answer as it arrives by a party's link: a form someone filled in, or JSON from a program."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from actions.store_attachments import GivenFile
from api.pages.forms import Typed, read_unscanned
from api.v1.answers import Given, given_by
from models.vocabulary import Body, Outcome
from rules.progress import DATES as MEETINGS
from rules.questions.question import Question, Shape
from rules.questions.relevance import BY_POINT, POINT
from rules.questions.submission import Submission
from rules.refusal import Refusal

JSON = "application/json"
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
JSON_LIMIT = 1024 * 1024
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Posted:
    """One request's answer, before it is known what the round asks.

    body   JSON from a program; empty when it is a form
    typed  the form as it was filled in; null: it came as JSON
    """

    body: bytes = b""
    typed: Typed | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of it, its files by field, and a message by field for what was not."""

    submission: Submission
    files: Mapping[str, Sequence[GivenFile]]
    errors: dict[str, str]


async def _posted(request: Request) -> Posted:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == JSON:
        body = await request.body()
        if len(body) > JSON_LIMIT:
            raise HTTPException(413, f"Svaret fylder mere end {JSON_LIMIT // 1024**2} MB.")
        return Posted(body)
    if media in FORMS:
        return Posted(typed=await read_unscanned(request))
    raise HTTPException(415, "Send svaret som formular eller som JSON.")


PostedAnswer = Annotated[Posted, Depends(_posted)]


def understood(posted: Posted, question: Question) -> Understood:
    """Raises Refusal that names the first wrong field of JSON; a form is told all its errors."""
    if posted.typed is None:
        given = _from_json(posted.body, question)
        return Understood(given.submission, given.files, {})
    return FORM_READERS[question.shape](posted.typed, question)


def _from_json(body: bytes, question: Question) -> Given:
    try:
        return given_by(question, body)
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
    "literal_error": "har en værdi, der ikke kendes",
    "enum": "har en værdi, der ikke kendes",
    "json_invalid": "er ikke gyldig JSON",
    "string_too_long": "er for langt",
}


def _decision(typed: Typed, _question: Question) -> Understood:
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
        committee_on=_date(typed.date, "committee_on", errors),
        finance_committee_on=_date(typed.date, "finance_committee_on", errors),
        agenda_item=typed.text("agenda_item"),
        closed_item=typed.ticked("closed_item"),
        minutes_url=typed.text("minutes_url"),
        remarks=typed.text("remarks"),
        remarks_about=typed.text("remarks_about"),
        dissent=typed.text("dissent"),
        reason=typed.text("reason"),
    )
    if choice == BY_POINT and not submission.points:
        errors.setdefault("points", "Vælg, hvad der blev besluttet om hvert punkt.")
    return Understood(submission, {}, errors)


def _fields(typed: Typed, question: Question) -> Understood:
    errors: dict[str, str] = {}
    taking = question.file_fields
    submission = Submission(
        version=_version(typed, errors),
        name=typed.text("name"),
        title=typed.text("title"),
        reason=typed.text("reason"),
        own={f.name: typed.text(f.name) for f in question.fields if f.name not in taking},
    )
    return Understood(submission, typed.files_of(taking), errors)


DATES = ("decided_on", *MEETINGS)


def in_iso(typed: Typed) -> dict[str, str]:
    """Dates as a date field shows them again; what is none would be shown as empty, and is left
    out."""
    found = dict(typed.values)
    for field in DATES:
        errors: dict[str, str] = {}
        day = _date(typed.date, field, errors)
        found |= {field: day.isoformat()} if day else {}
        if errors:
            del found[field]
    return found


FORM_READERS = {Shape.DECISION: _decision, Shape.FIELDS: _fields}


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
