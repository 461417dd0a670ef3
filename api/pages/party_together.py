"""The part of a form where one explanation is written for several: spread, and shown again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.pages.forms import Form, Typed
from models.round import Round
from models.seat import Seat
from rules.questions.items import FILES, Item, open_items
from rules.questions.question import Field, FieldKind, Question
from rules.questions.registry import question_for
from rules.questions.together import FEWEST, OF, ONCE, REST, in_common, once, spread, untold

FILE = f"{ONCE}.{FILES}"
NOT_YET = "Filen er ikke gemt: den lægges ved hver takst, når forklaringen bruges. Vælg den igen."
STARTED = "Påbegyndt"


@dataclass(frozen=True, slots=True)
class Together:
    """fields   filled in once
    options  what can be chosen at once: value and words
    rows     each item with what stands at it in a few words; empty: nothing yet
    sent     how many have files that were sent before
    """

    fields: Sequence[Field]
    options: Sequence[tuple[str, str]]
    rows: Sequence[tuple[Item, str]]
    sent: int

    @property
    def words(self) -> dict[int, str]:
        return {item.number: words for item, words in self.rows}

    @property
    def told(self) -> list[tuple[str, int]]:
        """How many have which words; the most first."""
        return Counter(words for _, words in self.rows if words).most_common()

    @property
    def missing(self) -> int:
        return sum(not words for _, words in self.rows)


def told_once(typed: Typed, round_: Round, seat: Seat) -> tuple[Typed, dict[str, str]]:
    """The form with what was told once at each that it is about; or as it was, and why not."""
    items = open_items(seat)
    question = question_for(round_, seat)
    found = spread(typed.values, question, items, wanted=typed.ticked(ONCE))
    errors, files = dict(found.errors), dict(typed.files)
    given = files.pop(FILE, ())
    if given and not found.numbers:
        errors.setdefault(FILE, NOT_YET)
    if errors:
        return typed, errors
    for number in found.numbers if given else ():
        name = f"{number}.{FILES}"
        files[name] = [*files.get(name, ()), *given]
    return Typed(found.typed, files), {}


def together(
    form: Form, question: Question, items: Sequence[Item], before: Mapping[str, Any]
) -> Together | None:
    """Null: the kind has none, or there are too few for it."""
    fields = once(question)
    if not fields or len(items) < FEWEST:
        return None

    def value(name: str) -> str:
        return form.value(name, before.get(name, ""))

    rest = untold(value, question, items)
    numbers = {item.number for item in rest}
    groups = [(OF + name, f"{name} ({count})") for name, count in in_common(rest)]
    return Together(
        fields=fields,
        options=[
            ("", "Dem, jeg sætter kryds ved"),
            *([(REST, f"Alle, der mangler ({len(rest)})")] if rest else []),
            *groups,
        ],
        rows=[
            (item, "" if item.number in numbers else _said(value, question, item)) for item in items
        ],
        sent=sum(bool(before.get(f"{item.number}.{FILES}")) for item in items),
    )


def _said(value: Any, question: Question, item: Item) -> str:
    """The first choice that says something: that the figure is wrong, or the cause."""
    for one in question.each:
        chosen = value(f"{item.number}.{one.name}")
        if one.kind is FieldKind.CHOICE and chosen not in {"", one.implied}:
            return dict(one.options).get(chosen, STARTED)
    return STARTED
