"""What must hold at the end of every simulated day: DESIGN, section 5, in small functions.

Each yields one sentence per broken promise.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlmodel import Session

from actions.verify_audit import verify_audit
from tests.simulation import invariants_of_letters as letters
from tests.simulation import invariants_of_records as records
from tests.simulation import invariants_of_the_plan as plan
from tests.simulation import invariants_of_time as time
from tests.simulation import invariants_of_versions as versions
from tests.simulation.days import Day


@dataclass(frozen=True, slots=True)
class Invariant:
    """`number` is DESIGN's, in section 5."""

    number: int
    problems: Callable[[Day], Iterator[str]]

    @property
    def name(self) -> str:
        return self.problems.__name__


INVARIANTS = (
    Invariant(1, records.acknowledged_answers_are_there),
    Invariant(1, records.what_was_not_acknowledged_is_wholly_absent),
    Invariant(2, records.a_seat_has_one_valid_answer),
    Invariant(2, records.what_we_registered_is_borne_out),
    Invariant(2, records.versions_only_rise),
    Invariant(3, letters.no_letter_is_lost),
    Invariant(3, letters.what_was_sent_arrived),
    Invariant(3, letters.none_arrives_twice_but_flagged_repeats),
    Invariant(3, letters.every_answer_has_its_receipt),
    Invariant(3, letters.whoever_is_written_to_is_a_contact_of_the_seat),
    Invariant(3, letters.who_is_asked_is_valid_on_the_day),
    Invariant(5, letters.who_has_left_is_not_written_to),
    Invariant(3, letters.whoever_is_asked_was_written_to),
    Invariant(3, letters.an_extension_is_told_to_whoever_is_asked),
    Invariant(3, plan.a_moved_day_is_told_once_to_whoever_was_told),
    Invariant(5, letters.sandbox_and_real_never_mix),
    Invariant(6, records.chains_go_on_without_a_gap),
    Invariant(6, records.counters_are_what_is_counted),
    Invariant(7, records.deadlines_are_kept),
    Invariant(7, plan.a_deadline_moves_by_a_fact_and_never_earlier),
    Invariant(7, plan.a_plan_moves_only_when_it_is_moved),
    Invariant(7, plan.nobody_is_asked_before_the_kkr_has_recommended),
    Invariant(7, time.a_pass_twice_is_a_pass_once),
    Invariant(7, time.one_reminder_at_most),
    Invariant(7, time.reminders_come_on_working_mornings),
    Invariant(7, time.reminders_keep_their_measure),
    Invariant(7, time.reminders_go_to_whoever_is_asked),
    Invariant(7, time.reminders_wait_for_the_minutes),
    Invariant(7, time.a_pause_is_kept),
    Invariant(7, time.whoever_is_due_is_reminded),
    Invariant(7, time.a_deadline_that_passes_is_recorded),
    Invariant(7, time.no_party_is_forgotten),
    Invariant(7, time.nothing_irreversible_after_a_long_gap),
    Invariant(7, time.what_is_due_happens),
    Invariant(7, letters.who_has_answered_is_not_chased),
    Invariant(7, letters.a_round_that_is_over_is_quiet),
    Invariant(8, versions.only_those_it_touches_are_asked_again),
    Invariant(8, versions.everybody_is_told_of_a_new_version),
    Invariant(10, records.whoever_acts_is_named),
)


def at_the_end(day: Day) -> Iterator[str]:
    """After a calm month: the whole record verifies, and no letter waits."""
    with Session(day.world.engine) as session:
        yield from verify_audit(session).problems
    yield from letters.none_waits(day)
