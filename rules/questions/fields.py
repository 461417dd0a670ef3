"""An answer made of the fields that its kind declares: read from text or JSON, and judged."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from models.vocabulary import Outcome
from rules.day_text import day, days_in
from rules.questions.items import Item
from rules.questions.question import Asked, Field, FieldKind, Judged
from rules.questions.submission import Submission, signed
from rules.refusal import Refusal
from rules.seats import FINAL, Told
from rules.tariff_numbers import half_up, number
from rules.text import paragraphs

ANSWERED_LATE = "answered_late"
MOST_DAYS = 400
MOST_FILES = 10
MOST_ORE = 1_000_000_000
TICKED = frozenset({"true", "on", "1"})


def tidied(given: Submission, fields: Sequence[Field], asked: Asked) -> Submission:
    """Raises Refusal for what cannot be kept, for an unknown field, and for an unexplained
    correction."""
    tidy = signed(given)
    if asked.state in FINAL and not tidy.reason:
        raise Refusal("Svaret er allerede givet. Skriv, hvorfor det skal rettes.", field="reason")
    known = {f.name: f for f in fields if f.item or f.kind is not FieldKind.FILES}
    for name in given.own:
        if name not in known:
            raise Refusal(f"Feltet »{name[:60]}« kendes ikke.", field=name[:60])
    _check_files(given, fields)
    own = {name: _told(field, given) for name, field in known.items()}
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
        rest = tuple(file for file in given.attachments if file.field != name)
        return replace(given, attachments=rest)
    return replace(given, own={**given.own, name: _plausible(found)})


def asked_of_each(fields: Sequence[Field], items: Iterable[Item]) -> Iterator[Field]:
    """The fields once for each item, named `1.text` of the item's number."""
    for item in items:
        for field in fields:
            yield replace(field, name=f"{item.number}.{field.name}", item=item.number)


def _plausible(field: Field) -> Any:
    match field.kind:
        case FieldKind.TEXT:
            return "ukendt"
        case FieldKind.CHOICE:
            return field.options[0][0]
        case FieldKind.MONEY:
            return 1
        case FieldKind.FLAG:
            return False
        case _:
            return ""


def check_number(files: Iterable[tuple[str, str | bytes]]) -> None:
    """Of an answer's files, each with its field and its hash or content: one in several places
    counts once. Refusal names the field of the last."""
    fields = {content: field for field, content in files}
    if len(fields) > MOST_FILES:
        last = list(fields.values())[-1]
        raise Refusal(f"Der kan vedhæftes højst {MOST_FILES} filer i alt.", field=last)


def _check_files(given: Submission, fields: Sequence[Field]) -> None:
    taking = {field.name for field in fields if field.kind is FieldKind.FILES}
    for file in given.attachments:
        if file.field not in taking:
            raise Refusal("Der kan ikke vedhæftes filer her.", field=file.field)
    check_number((file.field, file.sha256) for file in given.attachments)


def _told(field: Field, given: Submission) -> Any:
    """Of an item its files, too; those of the whole answer stand beside it."""
    if field.kind is not FieldKind.FILES:
        return _read(field, given.own.get(field.name))
    files = (file for file in given.attachments if file.field == field.name)
    return [{"filename": file.filename, "sha256": file.sha256} for file in files]


def says(field: Field, typed: str, told: Any) -> bool:
    """Whether it is what was told, however it is written: `900,00` is 90,000 øre."""
    try:
        return bool(_read(field, typed) == told)
    except Refusal:
        return False


def _read(field: Field, value: object) -> Any:
    """The value as it is kept. A form gives text; JSON may give lists and true or false."""
    match field.kind, value:
        case FieldKind.TEXT, None | str():
            return paragraphs(value or "", field.name)
        case FieldKind.CHOICE, None | str():
            return _chosen(field, value or "")
        case FieldKind.MONEY, None | str():
            return _ore(field, value or "")
        case FieldKind.MONEY, int() if not isinstance(value, bool) and 0 < value <= MOST_ORE:
            return value
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


def _chosen(field: Field, value: str) -> str:
    if value and value not in dict(field.options):
        raise Refusal("Vælg en af mulighederne.", field=field.name)
    return value


def _ore(field: Field, text: str) -> int | None:
    """`1.234,50` in whole øre; null: nothing was written."""
    if not text.strip():
        return None
    kroner = number(text.casefold().replace("kr.", "").replace("kr", ""))
    ore = half_up(kroner * 100) if kroner is not None else 0
    if not 0 < ore <= MOST_ORE:
        shown = "".join(c for c in text.strip() if c.isprintable())[:30]
        raise Refusal(
            f"»{shown}« er ikke et beløb. Skriv det i kroner som 1.234,50.", field=field.name
        )
    return ore
