"""What a kind of question is: everything the engine asks a kind, and nothing else.

A kind is one module in this folder that makes one `Question`; `registry.py` lists them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from models.vocabulary import Outcome, PartyKind, SeatState
from rules.calendars import Calendar
from rules.questions.items import Item
from rules.questions.submission import Submission
from rules.seats import Told


class Basis(StrEnum):
    """What it takes for a round to succeed."""

    UNANIMITY = "unanimity"  # every party approves; one refusal blocks
    EVERYONE_ANSWERED = "everyone_answered"  # every party answers, whatever it says


class Shape(StrEnum):
    """What an answer looks like: pages and letters have a form for each."""

    DECISION = "decision"  # what a council decided, as the public contract describes it
    FIELDS = "fields"  # the fields that the kind declares


class Subject(StrEnum):
    """What a round can ask of each party one by one."""

    TARIFF_DEVIATIONS = "tariff_deviations"


class FieldKind(StrEnum):
    TEXT = "text"  # paragraphs
    CHOICE = "choice"  # one of the field's options
    MONEY = "money"  # kroner as Danes write them, or whole øre from a program; kept as øre
    FLAG = "flag"
    DAYS = "days"  # Danish dates, kept as ISO dates in order
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an answer; label and hint may name what `Words` may.

    missing  what is said when it is left out; empty: it may be
    options  of a choice: value and words
    item     number of the item it is asked of; 0: it is asked once
    shared   of each: whether it may be filled in once for several (`together.py`)
    implied  of each: its value where another field is filled in so
    """

    name: str
    kind: FieldKind
    label: str
    hint: str = ""
    missing: str = ""
    options: tuple[tuple[str, str], ...] = ()
    item: int = 0
    shared: bool = False
    implied: str = ""

    @property
    def required(self) -> bool:
        return bool(self.missing)


@dataclass(frozen=True, slots=True)
class Words:
    """What a kind says, in Danish. Each may name {agreement} (its title), {council} (definite,
    genitive), {next_year} (the year after the deadline's) and {extends_to}.

    label      the kind, e.g. `Høring`; `about` tells it from the others, to the secretariat
    matter     what letters are about, e.g. `høringen om Rammeaftale 2021-2022`
    subject    the same in one definite word, e.g. `aftalen`
    thing      what is missing until a party has answered, e.g. `høringssvar`
    request    what a party is asked to do, after `beder`, e.g. `sende jeres høringssvar`
    heading    over the party's form
    out        the round while it is out; `success`, `failure` and `unsettled` how it stands after
    adopted    a sentence for the parties when the round has succeeded
    papers     what the parties need to read; empty: nothing
    """

    label: str
    about: str
    matter: str
    subject: str
    thing: str
    request: str
    heading: str
    out: str
    success: str
    failure: str
    unsettled: str
    adopted: str
    papers: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the answer is held against.

    numbers    the recommendation points there are
    papers     the documents there are, by their numbers
    drafted    the earliest date a decision on this agreement can have
    asked_on   the date the parties were asked; an older decision is accepted and flagged
    today      the Danish date of the round's clock
    council    what the deciding council is called there; empty: by the law's word
    code       the party's
    items      those of the party's that the answer is about, in order
    """

    party_kind: PartyKind
    state: SeatState
    numbers: frozenset[int]
    drafted: date
    asked_on: date
    deadline: date
    today: date
    council: str = ""
    code: str = ""
    items: tuple[Item, ...] = ()
    papers: frozenset[int] = frozenset()

    @property
    def subjects(self) -> frozenset[str]:
        """What a remark can be about, besides the whole."""
        points = {f"point:{number}" for number in self.numbers}
        return frozenset(points | {f"document:{number}" for number in self.papers})


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer that stands: tidied, with its outcome, what it tells the seat, and its flags.

    meetings  what it tells of when councils and committees meet
    items     what it tells of each item, by number
    """

    submission: Submission
    outcome: Outcome
    told: Told
    flags: tuple[str, ...]
    meetings: tuple[Calendar, ...] = ()
    items: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """A kind of question a round can ask.

    name           the value of `Round.kind`
    basis          what it takes for the round to succeed
    judge          what an answer is worth; raises Refusal naming the first field that is impossible
    fields         those of its own answer, in the order of the form; none for a decision
    about          what each party is asked of one by one; null: the round asks one thing
    each           the fields that are asked of every one of them
    tacit_consent  whether the law lets silence after the deadline count as consent; a council's
                   approval is never tacit
    extends        whether success gives the agreement a later last day
    template       which timeline template it starts from when none is named
    """

    name: str
    basis: Basis
    judge: Callable[[Submission, Asked], Judged]
    words: Words
    fields: tuple[Field, ...] = ()
    about: Subject | None = None
    each: tuple[Field, ...] = ()
    tacit_consent: bool = False
    extends: bool = False
    template: str = ""

    @property
    def shape(self) -> Shape:
        return Shape.FIELDS if self.fields or self.each else Shape.DECISION

    @property
    def file_fields(self) -> tuple[str, ...]:
        """The names of those that take files, in the order of the form."""
        return tuple(field.name for field in self.fields if field.kind is FieldKind.FILES)

    @property
    def decides(self) -> bool:
        """Whether a council decides: only then is there a meeting to forecast."""
        return self.shape is Shape.DECISION
