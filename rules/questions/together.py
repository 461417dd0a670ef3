"""One cause told once about many of the things a party is asked: a wage agreement, a building.

It is written at each of them as if it had been typed there, so what is told of one thing stays its
own and can be changed by itself; nothing after the form knows that it was told once.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rules.questions.fields import says
from rules.questions.items import Item
from rules.questions.question import Field, FieldKind, Question
from rules.refusal import Refusal

FEWEST = 4  # of fewer, each is sooner told by itself
ONCE = "together"  # its button; before a field's name: that field, filled in once
WHICH = f"{ONCE}.which"
TICKED = f".{ONCE}"  # after the number of one that is chosen by itself
REST = "rest"  # those of which nothing is told yet
OF = "of:"  # those of them that have in common what is named here
ASKS = {FieldKind.CHOICE: "Vælg", FieldKind.TEXT: "Skriv"}
TICKS = frozenset({"true", "on", "1"})
NONE_CHOSEN = (
    "Vælg, hvilke forklaringen gælder. En gruppe omfatter kun dem, hvor der ikke er skrevet noget"
    " nyt; sæt kryds ved de andre."
)


@dataclass(frozen=True, slots=True)
class Spread:
    """A form with what was told once written at each it is about, and nothing left where it was
    told.

    numbers  of those
    errors   by field, what stands in its way; then nothing is written
    """

    typed: Mapping[str, str]
    numbers: Sequence[int] = ()
    errors: Mapping[str, str] = field(default_factory=dict)


def once(question: Question) -> list[Field]:
    """The fields that can be filled in once, as they are called then; none in most kinds."""
    shared = (one for one in question.each if one.shared)
    return [replace(one, name=f"{ONCE}.{one.name}", item=-1) for one in shared]


def names(question: Question) -> set[str]:
    """All that a form has for it."""
    fields = once(question)
    numbers = {one.item for one in question.fields if one.item} if fields else set()
    ticks = {f"{number}{TICKED}" for number in numbers}
    return {WHICH, *ticks, *(one.name for one in fields)} if fields else set()


def spread(
    typed: Mapping[str, str], question: Question, items: Sequence[Item], *, wanted: bool
) -> Spread:
    """Chosen by what they have in common, only those of which nothing new is told are written at;
    a tick is for one whatever it says.

    wanted  its button was pressed; else it is done when something is filled in
    """
    fields = [one for one in once(question) if one.kind is not FieldKind.FILES]
    said = {one.name: typed.get(one.name, "").strip() for one in fields}
    if not fields or not (wanted or any(said.values())):
        return Spread(typed)
    numbers = list(_chosen(typed, question, items))
    missing = (one for one in fields if not said[one.name])
    errors = {one.name: f"{ASKS[one.kind]} {one.label.lower()}." for one in missing}
    if not numbers:
        errors = {WHICH: NONE_CHOSEN} | errors
    if errors:
        return Spread(typed, errors=errors)
    told = {one.name: said.get(f"{ONCE}.{one.name}", one.implied) for one in _typed(question)}
    own = names(question)
    rest = {name: text for name, text in typed.items() if name not in own}
    at_each = {f"{number}.{name}": text for number in numbers for name, text in told.items()}
    return Spread(rest | at_each, numbers)


def untold(typed: Callable[[str], str], question: Question, items: Sequence[Item]) -> list[Item]:
    """Those at which nothing is typed but what goes without saying, or, where the party is asked
    back, what it has said before."""

    def new(item: Item, one: Field) -> bool:
        text = typed(f"{item.number}.{one.name}").strip()
        if text in {"", one.implied}:
            return False
        return not (item.question and says(one, text, item.told.get(one.name)))

    return [item for item in items if not any(new(item, one) for one in _typed(question))]


def in_common(items: Sequence[Item]) -> list[tuple[str, int]]:
    """What several of them, but not all, are of, and how many; the most first."""
    counted = Counter(name for item in items for name in dict.fromkeys(item.facts.get("of", ())))
    return [(name, n) for name, n in counted.most_common() if 1 < n < len(items)]


def told_of_each(groups: Sequence[Mapping[str, Any]], question: Question) -> dict[str, Any]:
    """A program's groups, each with the numbers of its `items`, as fields of each of them.

    Raises Refusal for a number that is not asked about now, or stands there twice.
    """
    open_ = {one.item for one in question.fields if one.item}
    implied = {one.name: one.implied for one in question.each if one.implied}
    found: dict[str, Any] = {}
    for group in groups:
        told = implied | {name: value for name, value in group.items() if name != "items"}
        for number in group["items"]:
            if number not in open_:
                raise Refusal(f"Nr. {number} i »{ONCE}« mangler ikke et svar.", field=ONCE)
            open_.remove(number)
            found |= {f"{number}.{name}": value for name, value in told.items()}
    return found


def _chosen(typed: Mapping[str, str], question: Question, items: Sequence[Item]) -> Iterator[int]:
    which = typed.get(WHICH, "")
    open_ = {item.number for item in untold(lambda name: typed.get(name, ""), question, items)}
    for item in items:
        common = which == REST or which in {OF + name for name in item.facts.get("of", ())}
        if typed.get(f"{item.number}{TICKED}") in TICKS or (common and item.number in open_):
            yield item.number


def _typed(question: Question) -> list[Field]:
    return [one for one in question.each if one.kind is not FieldKind.FILES]
