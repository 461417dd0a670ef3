"""What a round's kind of question says, with the round's own facts in it, and what was answered."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

from models.agreement import Agreement
from models.round import Round
from models.seat import Answer, Seat
from notifications.danish import capitalise, genitive, joined, long_date
from rules.questions.question import Field, FieldKind, Question, Words
from rules.questions.registry import question_of


def words_of(round_: Round, agreement: Agreement, seat: Seat | None = None) -> Words:
    """The kind's words as this round says them; without a seat no council is named."""
    words, named = question_of(round_).words, _named(round_, agreement, seat)
    filled = {f.name: getattr(words, f.name).format(**named) for f in fields(Words)}
    return replace(words, **filled)


def fields_of(round_: Round, agreement: Agreement, seat: Seat) -> list[Field]:
    """The fields of an answer as the party's form labels them."""
    named = _named(round_, agreement, seat)
    return [
        replace(
            field,
            label=capitalise(field.label.format(**named)),
            hint=field.hint.format(**named),
        )
        for field in question_of(round_).fields
    ]


def told(round_: Round, agreement: Agreement, seat: Seat, answer: Answer) -> list[tuple[str, str]]:
    """What was answered, field by field as on the form; what was left out is left out."""
    asked = fields_of(round_, agreement, seat)
    lines = [(field.label, _text(field.kind, answer.details.get(field.name))) for field in asked]
    return [(label, text) for label, text in lines if text]


def typed_again(question: Question, answer: Answer) -> dict[str, Any]:
    """What was answered as it would be typed into the form."""
    return {
        field.name: _typed(field.kind, answer.details.get(field.name)) for field in question.fields
    }


def _typed(kind: FieldKind, value: Any) -> Any:
    if kind is FieldKind.DAYS:
        return "\n".join(f"{date.fromisoformat(day):%d.%m.%Y}" for day in value or ())
    return value


def _text(kind: FieldKind, value: Any) -> str:
    match kind:
        case FieldKind.FLAG:
            return "Ja" if value else ""
        case FieldKind.DAYS:
            return joined(long_date(date.fromisoformat(day)) for day in value or ())
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
