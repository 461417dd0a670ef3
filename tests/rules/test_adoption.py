"""Unanimity, whom silence binds, and who stands in the way and why."""

from datetime import date
from itertools import product
from typing import Any

import pytest

from models.round import Round
from models.seat import Seat
from models.vocabulary import Outcome, RoundResult, SeatState, Silence
from rules.adoption import Adoption, InTheWay, adoption, check_silence
from rules.questions import approval, consultation
from rules.questions.question import Basis, Question
from rules.questions.registry import QUESTIONS
from rules.refusal import Refusal
from tests.builders import danish

BEFORE, AFTER = danish("2026-12-01 23:59"), danish("2026-12-02 00:00")
WRITTEN_TO = danish("2026-10-01")
FINAL = {SeatState.ANSWERED, SeatState.CHECKED}
GOOD = {Outcome.APPROVED, Outcome.APPROVED_WITH_REMARKS}
TACIT = consultation.QUESTION


def a_seat(
    state: SeatState = SeatState.WAITING, outcome: Outcome | None = None, **changes: Any
) -> Seat:
    facts: dict[str, Any] = {
        "code": "851",
        "state": state,
        "outcome": outcome,
        "last_letter_at": WRITTEN_TO,
    }
    if state is not SeatState.WAITING:
        facts["answer_id"] = 1
    return Seat(**(facts | changes))


def found(
    *seats: Seat,
    question: Question = approval.QUESTION,
    silence: Silence = Silence.TASK,
    now: Any = AFTER,
) -> Adoption:
    facts: dict[str, Any] = {"deadline": date(2026, 12, 1), "silence": silence}
    return adoption(question, Round(**facts), seats, now)


@pytest.mark.parametrize(
    ("state", "outcome"),
    [*product(SeatState, Outcome), *((state, None) for state in SeatState)],
)
def test_one_party_that_did_not_approve_blocks_all(
    state: SeatState, outcome: Outcome | None
) -> None:
    adopted = state in FINAL and outcome in GOOD
    seats = [a_seat(SeatState.CHECKED, Outcome.APPROVED, code="1"), a_seat(state, outcome)]
    expected = RoundResult.ADOPTED if adopted else RoundResult.NOT_ADOPTED
    assert found(*seats).result is found(*seats[::-1]).result is expected
    assert found(*seats).consenting == 1 + adopted
    assert [o.code for o in found(*seats).in_the_way] == ([] if adopted else ["851"])


@pytest.mark.parametrize(
    ("seat", "why"),
    [
        (a_seat(), InTheWay.SILENT),
        (a_seat(answer_id=7), InTheWay.NOT_DECIDED),
        (a_seat(SeatState.SCHEDULED), InTheWay.NOT_DECIDED),
        (a_seat(SeatState.ANSWERED, Outcome.APPROVED), None),
        (a_seat(SeatState.ANSWERED, Outcome.APPROVED_WITH_RESERVATION), InTheWay.RESERVED),
        (a_seat(SeatState.CHECKED, Outcome.REJECTED), InTheWay.REJECTED),
    ],
)
def test_why_a_party_stands_in_the_way(seat: Seat, why: InTheWay | None) -> None:
    assert found(seat).why("851") is why
    assert found(seat, question=TACIT).why("851") is (why if seat.state not in FINAL else None)


def test_nobody_asked_is_no_agreement() -> None:
    assert found().result is RoundResult.NOT_ADOPTED


def test_the_gravest_reason_stands_first() -> None:
    seats = [
        a_seat(code="1"),
        a_seat(SeatState.ANSWERED, Outcome.REJECTED, code="2"),
        a_seat(SeatState.SCHEDULED, code="3"),
    ]
    assert [o.code for o in found(*seats).in_the_way] == ["2", "3", "1"]
    assert found(*seats).counts == {
        InTheWay.REJECTED: 1,
        InTheWay.NOT_DECIDED: 1,
        InTheWay.SILENT: 1,
    }


@pytest.mark.parametrize(
    ("seat", "silence", "now", "tacit"),
    [
        (a_seat(), Silence.CONSENT, AFTER, True),
        (a_seat(), Silence.CONSENT, BEFORE, False),
        (a_seat(), Silence.TASK, AFTER, False),
        (a_seat(), Silence.NOTHING, AFTER, False),
        (a_seat(last_letter_at=None), Silence.CONSENT, AFTER, False),  # it was never asked
        (a_seat(answer_id=7), Silence.CONSENT, AFTER, False),  # it has said: not yet
        (a_seat(SeatState.SCHEDULED), Silence.CONSENT, AFTER, False),
        (a_seat(SeatState.ANSWERED, Outcome.APPROVED), Silence.CONSENT, AFTER, False),
    ],
)
def test_silence_is_consent_only_after_the_deadline_of_a_party_that_was_asked(
    seat: Seat, silence: Silence, now: Any, *, tacit: bool
) -> None:
    standing = found(seat, question=TACIT, silence=silence, now=now)
    assert standing.tacit == (("851",) if tacit else ())
    if tacit:
        assert standing.result is RoundResult.COMPLETED


def test_a_council_never_approves_by_silence() -> None:
    """Not even where a row says so."""
    assert found(a_seat(), silence=Silence.CONSENT).result is RoundResult.NOT_ADOPTED
    for question in QUESTIONS.values():
        if question.basis is Basis.UNANIMITY:
            with pytest.raises(Refusal) as refused:
                check_silence(question, Silence.CONSENT)
            assert refused.value.field == "silence"
