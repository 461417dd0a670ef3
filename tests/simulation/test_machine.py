"""Any verb at any time: a small model says what it does to a round and its seats, or that it is
refused and changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar, cast

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine
from sqlmodel import Session

from actions.advance_rounds import advance_rounds, announce_round
from actions.check_answer import check_answer
from actions.contacts import record_contacts
from actions.end_links import end_links
from actions.end_round import cancel_round, close_round
from actions.extend_round import extend_round
from actions.hold_step import step_by_key
from actions.load import (
    contacts_of,
    points_of,
    round_by_id,
    seat_by_code,
    seats_of,
    steps_of,
)
from actions.move_step import move_step
from actions.prepare_version import GivenPoint, GivenVersion, prepare_version
from actions.publish_version import publish_version
from actions.read_version import read_version
from actions.record_deadline import record_deadline
from actions.remind_seats import FELL_DUE, remind_seat, remind_seats
from actions.reopen_round import reopen_round
from actions.start_round import start_round
from actions.step_outcome import record_step_outcome
from actions.write_answer import Teller
from models.round import Round, Step
from models.seat import Contact, Seat
from models.vocabulary import ContactRole, DeadlineKind, Outcome, RoundState, SeatState
from rules.closing import LIVE, goes_on
from rules.contacts import GivenContact
from rules.danish_time import danish_date, end_of
from rules.questions.approval import WEAKEST_FIRST
from rules.seats import APPROVALS
from rules.timeline import KKR_APPROVAL, SIGN_OFF, step_at
from tests.actions.refusing import refused
from tests.builders import BY, DEADLINE, answer, danish, real_round
from tests.databases import sqlite_only
from tests.dump import changed, dump, events
from tests.simulation import invariants_of_letters as letters
from tests.simulation import invariants_of_records as records
from tests.simulation import invariants_of_the_plan as plan
from tests.simulation import invariants_of_time as time
from tests.simulation import invariants_of_versions as versions
from tests.simulation.days import Day
from tests.simulation.view import view

PARTIES = ("851", "813", "1081")  # two municipalities and the region are enough to tell apart
OVER = (RoundState.CLOSED, RoundState.CANCELLED)
ALWAYS = (
    records.a_seat_has_one_valid_answer,
    records.versions_only_rise,
    records.chains_go_on_without_a_gap,
    records.counters_are_what_is_counted,
    records.deadlines_are_kept,
    records.whoever_acts_is_named,
    versions.only_those_it_touches_are_asked_again,
    versions.everybody_is_told_of_a_new_version,
    letters.every_answer_has_its_receipt,
    letters.whoever_is_asked_was_written_to,
    letters.whoever_is_written_to_is_a_contact_of_the_seat,
    letters.an_extension_is_told_to_whoever_is_asked,
    plan.a_moved_day_is_told_once_to_whoever_was_told,
    plan.a_deadline_moves_by_a_fact_and_never_earlier,
    plan.a_plan_moves_only_when_it_is_moved,
    plan.nobody_is_asked_before_the_kkr_has_recommended,
    time.one_reminder_at_most,
)
a_party, some_days = st.sampled_from(PARTIES), st.integers(1, 30)


class Rounds(RuleBasedStateMachine):
    """The model is `state`, `deadline`, and per party what stands, checked or not."""

    engine: ClassVar[Engine]

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(self.engine)
        self.now = danish("2026-08-24 09:00")
        round_ = real_round(self.session, self.now, start=False)
        self.id, self.state, self.deadline = round_.id or 0, RoundState.DRAFT, DEADLINE
        self.standing: dict[str, Outcome] = {}
        self.checked: set[str] = set()
        self.addresses = self.facts = 0
        self.before, _ = view(self.session)

    def teardown(self) -> None:
        self.session.close()

    @initialize(started=st.sampled_from([True, True, False]))
    def begins(self, *, started: bool) -> None:
        if started:
            self.it_is_started()

    @rule(hours=st.integers(1, 7 * 24))
    def time_passes(self, hours: int) -> None:
        """Never more than a week: nothing waits for the secretariat but its own verbs."""
        self.now += timedelta(hours=hours)
        advance_rounds(self.session, self.now)
        remind_seats(self.session, self.now)
        before = dump(self.session)
        advance_rounds(self.session, self.now)
        remind_seats(self.session, self.now)
        assert changed(before, dump(self.session)) == {}
        self._opens_when_due()

    @rule()
    def the_kkr_recommends(self) -> None:
        may = goes_on(self.round_) and not self._recommended
        step = KKR_APPROVAL, None, "Anbefalet", "", self.now, BY
        if self._do(may, lambda s, r: record_step_outcome(s, r, *step)):
            self._opens_when_due()

    @rule(days=st.integers(-3, 30))
    def the_kkr_is_moved(self, days: int) -> None:
        """Also when it has met, as long as nobody was asked after that."""
        kkr, sign_off = self._step(KKR_APPROVAL), self._step(SIGN_OFF)
        to = danish_date(self.now) + timedelta(days=days)
        another = kkr.held_on is not None or to != kkr.planned_on
        stands = kkr.held_on and sign_off.held_on
        may = goes_on(self.round_) and not stands and days >= 0 and another
        told = KKR_APPROVAL, to, "KKR mangler tal.", self.now, BY
        self._do(may, lambda s, r: move_step(s, r, *told))

    @rule(kind=st.sampled_from(DeadlineKind), days=st.integers(-10, 20))
    def a_deadline_is_recorded(self, kind: DeadlineKind, days: int) -> None:
        """Only what is granted or extended moves the round's, and only to a later day."""
        self.facts += 1
        to = self.deadline + timedelta(days=days)
        ahead, later = self.now < end_of(to), days > 0
        may = self.state not in OVER and {
            DeadlineKind.EXTENDED: later and ahead,
            DeadlineKind.APPLIED_FOR: later,
            DeadlineKind.INTERNAL: days < 0 and ahead,
        }.get(kind, True)
        fact = kind, to, f"Brev {self.facts}", "Valget.", self.now, BY
        moves = kind in {DeadlineKind.GRANTED, DeadlineKind.EXTENDED} and later and ahead
        if self._do(may, lambda s, r: record_deadline(s, r, *fact)) and moves:
            self.deadline = to

    @rule()
    def it_is_announced(self) -> None:
        draft = self.state is RoundState.DRAFT and not self.round_.announced_at
        self._do(draft, lambda s, r: announce_round(s, r, self.now, BY))

    @rule()
    def it_is_started(self) -> None:
        may = self.state is RoundState.DRAFT and self.now < end_of(self.deadline)
        if self._do(may, lambda s, r: start_round(s, r, self.now, BY)):
            self.state = RoundState.OPEN

    @rule(code=a_party, outcome=st.sampled_from(WEAKEST_FIRST), meets_in=some_days)
    def a_party_answers(self, code: str, outcome: Outcome, meets_in: int) -> None:
        """A decision, progress with a date, a correction or a withdrawal, as it comes."""
        if self._do(self.state in LIVE, lambda s, r: self._answer(s, r, code, outcome, meets_in)):
            self.standing.pop(code, None)
            self.checked.discard(code)
            if outcome is not Outcome.NOT_YET:
                self.standing[code] = outcome
            self._count()

    @precondition(lambda self: self.state in LIVE)
    @rule(outcome=st.sampled_from(sorted(APPROVALS)))
    def all_the_others_answer(self, outcome: Outcome) -> None:
        for seat in seats_of(self.session, self.round_):
            if seat.code not in self.standing:
                self.a_party_answers(seat.code, outcome, 1)

    @rule(code=a_party, off=st.sampled_from([-1, 1]))
    def an_old_page_is_posted(self, code: str, off: int) -> None:
        version = self._seat(code).version + off
        refused(self.session, answer, self.round_, code, self.now, version=version)

    @rule(code=a_party)
    def an_answer_is_checked(self, code: str) -> None:
        may = self.state in LIVE and code in self.standing and code not in self.checked
        if self._do(may, lambda s, r: check_answer(s, r, self._seat(code), self.now, BY)):
            self.checked.add(code)

    @rule(code=a_party)
    def a_party_is_reminded(self, code: str) -> None:
        today = danish_date(self.now)
        told = [
            e.party_code
            for e in events(self.session, self.round_, FELL_DUE)
            if danish_date(e.at) == today
        ]
        may = self.state is RoundState.OPEN and code not in self.standing and code not in told
        self._do(may, lambda s, r: remind_seat(s, r, self._seat(code), self.now, BY))

    @rule(code=a_party)
    def a_contact_is_replaced(self, code: str) -> None:
        self.addresses += 1
        new = GivenContact(code, "Ny Ø", f"ny{self.addresses}.{code}@example.org")
        self._do(self.state not in OVER, lambda s, r: record_contacts(s, r, [new], self.now, BY))

    @rule(code=a_party)
    def links_end(self, code: str) -> None:
        seat = self._seat(code)
        contact = self._primary(seat).id or 0
        self._do(True, lambda s, r: end_links(s, r, seat, contact, self.now, BY))

    @rule(days=st.integers(-3, 30))
    def the_deadline_is_extended(self, days: int) -> None:
        to = self.deadline + timedelta(days=days)
        may = self.state not in OVER and days > 0 and self.now < end_of(to)
        if self._do(may, lambda s, r: extend_round(s, r, to, "Valget.", self.now, BY)):
            self.deadline = to

    @rule()
    def it_is_closed(self) -> None:
        late = self.now >= end_of(self.deadline)
        may = self.state is RoundState.COMPLETE or (self.state is RoundState.OPEN and late)
        if self._do(may, lambda s, r: close_round(s, r, self.now, BY)):
            self.state = RoundState.CLOSED

    @rule(wording=st.booleans(), number=st.sampled_from([0, 1]))
    def a_new_version_is_asked_about(self, *, wording: bool, number: int) -> None:
        """All answers are to the whole: each falls, unless only the wording is new."""
        points = [point.text for point in points_of(self.session, self.round_)]
        points[number % len(points)] += "."
        given = GivenVersion("Rettet.", [GivenPoint(text, wording) for text in points])

        def verb(session: Session, round_: Round) -> None:
            prepare_version(session, round_, given, self.now, BY)
            seen = read_version(session, round_).seen
            publish_version(session, round_, seen, self.now, BY)

        if self._do(self.state in LIVE, verb) and not wording:
            self.standing.clear()
            self.checked.clear()
            self._count()

    @rule(really=st.booleans())
    def it_is_reopened(self, *, really: bool) -> None:
        may = really and self.state is RoundState.CLOSED
        reason = "En part svarede forkert." if really else " "
        if self._do(may, lambda s, r: reopen_round(s, r, reason, self.now, BY)):
            self._count()

    @rule(really=st.sampled_from([False] * 7 + [True]))
    def it_is_cancelled(self, *, really: bool) -> None:
        reason = "Aftalen skrives om." if really else " "
        may = really and self.state not in OVER
        if self._do(may, lambda s, r: cancel_round(s, r, reason, self.now, BY)):
            self.state = RoundState.CANCELLED

    @invariant()
    def it_is_as_the_model_says(self) -> None:
        self.session.flush()
        self.session.expire_all()
        round_ = self.round_
        assert (round_.state, round_.deadline) == (self.state, self.deadline)
        assert round_.answered == len(self.standing)
        for seat in seats_of(self.session, round_):
            assert seat.outcome == self.standing.get(seat.code)
            assert (seat.state is SeatState.CHECKED) is (seat.code in self.checked)

    @invariant()
    def what_always_holds_holds(self) -> None:
        after, fresh = view(self.session, self.before)
        day = Day(cast(Any, None), self.before, after, fresh)
        assert [problem for always in ALWAYS for problem in always(day)] == []
        self.before = after

    @property
    def round_(self) -> Round:
        return round_by_id(self.session, self.id)

    @property
    def _recommended(self) -> bool:
        return self._step(KKR_APPROVAL).held_on is not None

    def _step(self, key: str) -> Step:
        return step_by_key(steps_of(self.session, self.round_), key)

    def _do(self, may: bool, verb: Callable[[Session, Round], Any]) -> bool:
        """The verb is done, or refused with nothing changed, as the model says it must be."""
        if may:
            verb(self.session, self.round_)
        else:
            refused(self.session, verb, self.round_)
        return may

    def _answer(
        self, session: Session, round_: Round, code: str, outcome: Outcome, meets_in: int
    ) -> None:
        more: dict[str, Any] = {"reason": "Rettet."} if code in self.standing else {}
        if outcome is Outcome.NOT_YET:
            more["meeting_on"] = danish_date(self.now) + timedelta(days=meets_in)
        else:
            more |= {"decided_on": danish_date(self.now), "remarks": "Det bemærkes."}
        teller = Teller(contact=self._primary(self._seat(code)))
        answer(session, round_, code, self.now, teller=teller, outcome=outcome, **more)

    def _opens_when_due(self) -> None:
        begins = step_at(self._step(SIGN_OFF))
        due = begins is not None and begins <= self.now < end_of(self.deadline)
        if self.state is RoundState.DRAFT and self._recommended and due:
            self.state = RoundState.OPEN

    def _count(self) -> None:
        missing = self.round_.parties - len(self.standing)
        self.state = RoundState.OPEN if missing else RoundState.COMPLETE

    def _seat(self, code: str) -> Seat:
        return seat_by_code(self.session, self.round_, code)

    def _primary(self, seat: Seat) -> Contact:
        of = contacts_of(self.session, seat)
        return next(contact for contact in of if contact.role is ContactRole.PRIMARY)


@sqlite_only
def test_any_verb_at_any_time(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rounds, "engine", engine, raising=False)
    few = hypothesis_settings(max_examples=25, stateful_step_count=30)
    run_state_machine_as_test(Rounds, settings=few)
