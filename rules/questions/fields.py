"""An answer made of the fields that its kind declares: read from text or JSON, and judged."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from models.vocabulary import Outcome
from rules.day_text import day, days_in
from rules.questions.question import Asked, Field, FieldKind, Judged
from rules.questions.submission import Submission, signed
from rules.refusal import Refusal
from rules.seats import FINAL, Told
from rules.text import paragraphs

ANSWERED_LATE = "answered_late"
MOST_DAYS = 400
MOST_FILES = 10
TICKED = frozenset({"true", "on", "1"})


def tidied(given: Submission, fields: Sequence[Field], asked: Asked) -> Submission:
    """Raises Refusal for what cannot be kept, for an unknown field, and for an unexplained
    correction."""
    tidy = signed(given)
    if asked.state in FINAL and not tidy.reason:
        raise Refusal("Svaret er allerede givet. Skriv, hvorfor det skal rettes.", field="reason")
    known = {field.name: field for field in fields if field.kind is not FieldKind.FILES}
    for name in given.own:
        if name not in known:
            raise Refusal(f"Feltet »{name[:60]}« kendes ikke.", field=name[:60])
    _check_files(given, fields)
    own = {name: _read(field, given.own.get(name)) for name, field in known.items()}
    for name, field in known.items():
        if field.missing and not own[name]:
            raise Refusal(field.missing, field=name)
    return replace(tidy, own=own)


def answered(tidy: Submission, asked: Asked) -> Judged:
    """What was told is an answer, whatever it says; one after the deadline is flagged."""
    told = Told.CORRECTION if asked.state in FINAL else Told.DECISION
    late = (ANSWERED_LATE,) if asked.today > asked.deadline else ()
    return Judged(tidy, Outcome.ANSWERED, told, late)


def put_right(given: Submission, name: str, fields: Sequence[Field]) -> Submission:
    """The submission with that field as it could be, so that the next fault is found."""
    found = next((field for field in fields if field.name == name), None)
    if found is None or found.kind is FieldKind.FILES:
        return replace(given, attachments=())
    own = {**given.own, name: PLAUSIBLE[found.kind]}
    return replace(given, own=own)


PLAUSIBLE: Mapping[FieldKind, Any] = {
    FieldKind.TEXT: "ukendt",
    FieldKind.FLAG: False,
    FieldKind.DAYS: "",
}


def _check_files(given: Submission, fields: Sequence[Field]) -> None:
    taking = next((field for field in fields if field.kind is FieldKind.FILES), None)
    if given.attachments and taking is None:
        raise Refusal("Der kan ikke vedhæftes filer til dette svar.", field="attachments")
    if taking and len(given.attachments) > MOST_FILES:
        raise Refusal(f"Der kan vedhæftes højst {MOST_FILES} filer.", field=taking.name)


def _read(field: Field, value: object) -> Any:
    """The value as it is kept. A form gives text; JSON may give lists and true or false."""
    match field.kind, value:
        case FieldKind.TEXT, None | str():
            return paragraphs(value or "", field.name)
        case FieldKind.FLAG, None | bool():
            return bool(value)
        case FieldKind.FLAG, str():
            return value in TICKED
        case FieldKind.DAYS, None | str():
            found = list(days_in(value or "", field.name))
        case FieldKind.DAYS, list() if all(isinstance(entry, str) for entry in value):
            found = [day(entry, field.name) for entry in value]
        case _:
            raise Refusal(
                f"Feltet »{field.name}« har ikke den rigtige form eller type.", field=field.name
            )
    if len(found) > MOST_DAYS:
        raise Refusal(
            f"Der er {len(found)} datoer; der er plads til {MOST_DAYS}.", field=field.name
        )
    return [moment.isoformat() for moment in sorted(set(found))]
