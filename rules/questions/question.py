"""What a kind of question is: everything the engine asks a kind, and nothing else.

A kind is one module in this folder that makes one `Question`; `registry.py` lists them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.vocabulary import Outcome, PartyKind, SeatState
from rules.questions.submission import Submission
from rules.seats import Told


class Basis(StrEnum):
    """What it takes for a round to succeed."""

    UNANIMITY = "unanimity"  # every party approves; one refusal blocks
    EVERYONE_ANSWERED = "everyone_answered"  # every party answers, whatever it says


@dataclass(frozen=True, slots=True)
class Asked:
    """What the answer is held against.

    numbers    the recommendation points there are
    drafted    the earliest date a decision on this agreement can have
    asked_on   the date the parties were asked; an older decision is accepted and flagged
    today      the Danish date of the round's clock
    council    what the deciding council is called there; empty: by the law's word
    """

    party_kind: PartyKind
    state: SeatState
    numbers: frozenset[int]
    drafted: date
    asked_on: date
    deadline: date
    today: date
    council: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer that stands: tidied, with its outcome, what it tells the seat, and its flags."""

    submission: Submission
    outcome: Outcome
    told: Told
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A kind of question a round can ask.

    name           the value of `Round.kind`
    basis          what it takes for the round to succeed
    tacit_consent  whether the law lets silence after the deadline count as consent; a council's
                   approval is never tacit
    judge          what an answer is worth; raises Refusal naming the first field that is impossible
    """

    name: str
    basis: Basis
    judge: Callable[[Submission, Asked], Judged]
    tacit_consent: bool = False
