"""What a round's kind of question says, with the round's own facts in it, and what was answered."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from itertools import groupby
from typing import Any

from models.agreement import Agreement
from models.round import Round
from models.seat import Answer, Seat
from notifications.danish import capitalise, genitive, joined, kroner, long_date
from rules.questions.items import Item, items_of, open_items
from rules.questions.question import Field, FieldKind, Question, Words
from rules.questions.registry import question_for, question_of, whole_question


def words_of(round_: Round, agreement: Agreement, seat: Seat | None = None) -> Words:
    """The kind's words as this round says them; without a seat no council is named."""
    words, named = question_of(round_).words, _named(round_, agreement, seat)
    filled = {f.name: getattr(words, f.name).format(**named) for f in fields(Words)}
    return replace(words, **filled)


def fields_of(round_: Round, agreement: Agreement, seat: Seat) -> list[Field]:
    """The fields of an answer as the party's form labels them; with those of each open item."""
    return _labelled(question_for(round_, seat).fields, _named(round_, agreement, seat))


def told(round_: Round, agreement: Agreement, seat: Seat, answer: Answer) -> list[tuple[str, str]]:
    """What was answered, field by field as on the form; of each item together, and once where the
    same was told of several. What was left out is left out."""
    asked = _labelled(whole_question(round_, seat).fields, _named(round_, agreement, seat))
    titles = {item.number: item.title for item in items_of(seat)}
    of_items, of_all = defaultdict[str, list[str]](list), []
    for number, group in groupby(asked, key=lambda field: field.item):
        texts = [(field.label, _text(field, answer.details.get(field.name))) for field in group]
        lines = [(label, text) for label, text in texts if text]
        if number and lines:
            of_items["\n".join(f"{label}: {text}" for label, text in lines)].append(titles[number])
        else:
            of_all += lines
    return [*(_shared(titles, text) for text, titles in of_items.items()), *of_all]


def _shared(titles: Sequence[str], text: str) -> tuple[str, str]:
    if len(titles) == 1:
        return titles[0], text
    return f"Fælles for {len(titles)}", "\n".join([text, "", "Gælder:", *titles])


def told_of(round_: Round, item: Item) -> list[tuple[str, str]]:
    """What was last told of one item, without its files."""
    each = [field for field in question_of(round_).each if field.kind is not FieldKind.FILES]
    lines = [(field.label, _text(field, item.told.get(field.name))) for field in each]
    return [(label, text) for label, text in lines if text]


def typed_again(question: Question, details: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered as it would be typed into the form."""
    return {field.name: _typed(field, details.get(field.name)) for field in question.fields}


def told_before(seat: Seat) -> dict[str, Any]:
    """What is known of the open items, by the names of their fields."""
    return {
        f"{item.number}.{name}": value
        for item in open_items(seat)
        for name, value in item.told.items()
    }


def _labelled(asked: Sequence[Field], named: Mapping[str, str]) -> list[Field]:
    return [
        replace(
            field,
            label=capitalise(field.label.format(**named)),
            hint=field.hint.format(**named),
        )
        for field in asked
    ]


def _typed(field: Field, value: Any) -> Any:
    match field.kind:
        case FieldKind.DAYS:
            return "\n".join(f"{date.fromisoformat(day):%d.%m.%Y}" for day in value or ())
        case FieldKind.MONEY:
            return kroner(value) if value else ""
        case _:
            return value


def _text(field: Field, value: Any) -> str:
    match field.kind:
        case FieldKind.FLAG:
            return "Ja" if value else ""
        case FieldKind.DAYS:
            return joined(long_date(date.fromisoformat(day)) for day in value or ())
        case FieldKind.CHOICE:
            return dict(field.options).get(value, "")
        case FieldKind.MONEY:
            return f"{kroner(value)} kr." if value else ""
        case FieldKind.FILES:
            return joined(file["filename"] for file in value or ())
        case _:
            return value or ""


def _named(round_: Round, agreement: Agreement, seat: Seat | None) -> dict[str, str]:
    return {
        "agreement": agreement.title,
        "council": genitive(seat.council) if seat else "rådets",
        "next_year": str(round_.deadline.year + 1),
        "extends_to": long_date(round_.extends_to) if round_.extends_to else "",
        "period_from": long_date(agreement.period_from),
        "period_to": long_date(agreement.period_to),
    }
