"""Whether a round succeeds as it stands, and who stands in the way of it and why.

The law wants agreement among all parties: an approval is adopted by unanimity only, and a council
never approves by keeping silent (DESIGN, section 1).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.round import Round
from models.seat import Seat
from models.vocabulary import Outcome, RoundResult, Silence
from rules.danish_time import end_of
from rules.questions.question import Basis, Question
from rules.refusal import Refusal
from rules.seats import APPROVALS, FINAL

RESULTS = {
    Basis.UNANIMITY: (RoundResult.ADOPTED, RoundResult.NOT_ADOPTED),
    Basis.EVERYONE_ANSWERED: (RoundResult.COMPLETED, RoundResult.INCOMPLETE),
}


class InTheWay(StrEnum):
    """Why a party stands in the way, the gravest first."""

    REJECTED = "rejected"
    RESERVED = "reserved"  # not an approval until party and secretariat have cleared it
    NOT_DECIDED = "not_decided"  # it has told that the decision is still to come
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A party, by its code, and why it stands in the way."""

    code: str
    why: InTheWay


@dataclass(frozen=True, slots=True)
class Adoption:
    """How far a round is from its end as its basis wants it.

    entitled    how many parties have a say; each counts alike
    consenting  how many have said what it takes
    tacit       codes of those whose silence counts as consent
    in_the_way  whoever does not, the gravest reason first
    """

    basis: Basis
    silence: Silence
    entitled: int
    consenting: int
    tacit: tuple[str, ...]
    in_the_way: tuple[Obstacle, ...]

    @property
    def succeeds(self) -> bool:
        """Nobody asked is no agreement."""
        return self.entitled > 0 and not self.in_the_way

    @property
    def result(self) -> RoundResult:
        success, failure = RESULTS[self.basis]
        return success if self.succeeds else failure

    @property
    def counts(self) -> dict[InTheWay, int]:
        """How many stand in the way for each reason that there is."""
        found = Counter(obstacle.why for obstacle in self.in_the_way)
        return {why: found[why] for why in InTheWay if found[why]}

    def codes(self, why: InTheWay) -> tuple[str, ...]:
        return tuple(obstacle.code for obstacle in self.in_the_way if obstacle.why is why)

    def why(self, code: str) -> InTheWay | None:
        return next((o.why for o in self.in_the_way if o.code == code), None)


def adoption(question: Question, round_: Round, seats: Sequence[Seat], now: datetime) -> Adoption:
    """`now` is the round's own clock: silence can be consent only when the deadline is over."""
    over = now >= end_of(round_.deadline)
    counted = over and question.tacit_consent and round_.silence is Silence.CONSENT
    reasons = {seat.code: _in_the_way(question.basis, seat) for seat in seats}
    tacit = tuple(s.code for s in seats if counted and _kept_silent(s, reasons[s.code]))
    found = [Obstacle(c, why) for c, why in reasons.items() if why and c not in tacit]
    order = list(InTheWay)
    return Adoption(
        basis=question.basis,
        silence=round_.silence,
        entitled=len(seats),
        consenting=sum(why is None for why in reasons.values()),
        tacit=tacit,
        in_the_way=tuple(sorted(found, key=lambda obstacle: order.index(obstacle.why))),
    )


def check_silence(question: Question, silence: Silence) -> None:
    """Raises Refusal where the law wants an answer from each."""
    if silence is Silence.CONSENT and not question.tacit_consent:
        raise Refusal(
            "Tavshed kan ikke gælde som samtykke her: hver part skal selv svare.",
            field="silence",
        )


def _in_the_way(basis: Basis, seat: Seat) -> InTheWay | None:
    if seat.state not in FINAL:
        return InTheWay.SILENT if seat.answer_id is None else InTheWay.NOT_DECIDED
    if basis is Basis.EVERYONE_ANSWERED or seat.outcome in APPROVALS:
        return None
    reserved = seat.outcome is Outcome.APPROVED_WITH_RESERVATION
    return InTheWay.RESERVED if reserved else InTheWay.REJECTED


def _kept_silent(seat: Seat, why: InTheWay | None) -> bool:
    """Whoever was never written to was not asked, and consents to nothing."""
    return why is InTheWay.SILENT and seat.last_letter_at is not None
