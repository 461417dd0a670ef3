"""What the secretariat must do now in a round, worked out from facts and never stored."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from models.round import Round, Step
from models.seat import Seat
from models.vocabulary import Assurance, LetterState, Outcome, RoundState, SeatState, Silence
from rules.closing import LIVE
from rules.danish_time import danish_date, end_of
from rules.policy import Rung
from rules.schedule import too_late
from rules.timeline import KKR_APPROVAL, SIGN_OFF, announcement_planned, escalations_at, step_at

A_DAY = timedelta(days=1)  # the engine writes on the morning itself


class TaskKind(StrEnum):
    """In the order they are shown: what stops the round first."""

    SEND_AGAIN = "send_again"  # letters that failed, or of which nobody knows
    OPEN_LATE = "open_late"  # sign-off was planned for a day that has come
    ANNOUNCE_LATE = "announce_late"  # the announcement's day has gone by, the KKR has not met
    HOLD_KKR = "hold_kkr"  # the KKR has met, and its outcome is not recorded
    PLAN_ANEW = "plan_anew"  # the KKR has met, and the matter did not go on
    EXTEND_FOR_PLAN = "extend_for_plan"  # sign-off is planned to begin when the deadline is over
    OWN_DEADLINE = "own_deadline"  # the secretariat's own has passed, the parties' has not
    DECIDE_AFTER_DEADLINE = "decide_after_deadline"
    LET_CHAIR_RAISE = "let_chair_raise"  # the ladder's last rung: nobody answered those below
    HELP_THE_LATE = "help_the_late"  # parties that cannot decide before the deadline
    FIND_CONTACTS = "find_contacts"  # whoever we wrote to is not the right one, and is the last
    APPROVE_DELEGATIONS = "approve_delegations"  # to addresses outside the party's own domains
    GIVE_CONTACTS = "give_contacts"
    GIVE_CVR = "give_cvr"  # parties that cannot sign in, in a round that demands it
    RELEASE_DRAFTS = "release_drafts"
    SETTLE_OBJECTIONS = "settle_objections"  # an answer of ours is not the party's own, it says
    CONFIRM_ANSWERS = "confirm_answers"  # registered without evidence; a second user has to
    CHECK_ANSWERS = "check_answers"
    CLEAR_RESERVATIONS = "clear_reservations"
    FOLLOW_UP_REJECTIONS = "follow_up_rejections"
    ATTACH_DOCUMENTS = "attach_documents"
    START = "start"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Task:
    """parties: codes of the seats it is about; letters: ids; count: how many of either, or 0."""

    kind: TaskKind
    parties: tuple[str, ...] = ()
    letters: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        return len(self.parties) + len(self.letters)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a round.

    without_contact  codes of the seats that no invitation can reach
    letters          id and state of the letters that are drafts, failed or in doubt
    documents        how many are attached; null: there is nothing to read
    too_late         codes of the parties that cannot decide before the deadline
    tacit            codes of the parties whose silence counts as consent
    own_deadline     the secretariat's own, earlier than the parties'; null: none
    declined         codes of the parties where somebody has said that the matter is not theirs
    delegations      codes of the parties whose hand-over waits for the secretariat
    objected         codes of the parties that object to an answer registered for them
    unconfirmed      codes of the parties with an answer that waits for a second user
    """

    round_: Round
    seats: Sequence[Seat]
    steps: Sequence[Step]
    without_contact: Collection[str]
    letters: Sequence[tuple[int, LetterState]]
    documents: int | None
    too_late: Collection[str] = ()
    tacit: Collection[str] = ()
    own_deadline: date | None = None
    declined: Collection[str] = ()
    delegations: Collection[str] = ()
    objected: Collection[str] = ()
    unconfirmed: Collection[str] = ()


def tasks(facts: Facts, now: datetime) -> list[Task]:
    """`now` is the round's own clock."""
    round_ = facts.round_
    found = {
        TaskKind.SEND_AGAIN: _letters(facts, LetterState.FAILED, LetterState.UNKNOWN),
        TaskKind.SETTLE_OBJECTIONS: _parties(TaskKind.SETTLE_OBJECTIONS, facts.objected),
        TaskKind.GIVE_CVR: _parties(TaskKind.GIVE_CVR, _without_cvr(facts)),
        TaskKind.CONFIRM_ANSWERS: _parties(TaskKind.CONFIRM_ANSWERS, facts.unconfirmed),
        **(_of_draft(facts, now) if round_.state is RoundState.DRAFT else {}),
        **(_of_live(facts, now) if round_.state in LIVE else {}),
    }
    return [task for kind in TaskKind if (task := found.get(kind))]


def _of_draft(facts: Facts, now: datetime) -> dict[TaskKind, Task | None]:
    ahead = {step.key: moment for step in facts.steps if (moment := _ahead(step))}
    passed = {key for key, moment in ahead.items() if moment <= now}
    late = SIGN_OFF in passed
    halted = any(step.key == KKR_APPROVAL and step.halted for step in facts.steps)
    announced = facts.round_.announced_at or KKR_APPROVAL in passed
    planned = None if announced else announcement_planned(facts.round_, facts.steps)
    unread = Task(TaskKind.ATTACH_DOCUMENTS) if facts.documents == 0 else None
    unannounced = planned is not None and planned + A_DAY <= now
    return {
        TaskKind.OPEN_LATE: Task(TaskKind.OPEN_LATE) if late and not halted else None,
        TaskKind.PLAN_ANEW: Task(TaskKind.PLAN_ANEW) if halted else None,
        TaskKind.EXTEND_FOR_PLAN: (
            Task(TaskKind.EXTEND_FOR_PLAN) if too_late(facts.steps, facts.round_.deadline) else None
        ),
        TaskKind.ANNOUNCE_LATE: Task(TaskKind.ANNOUNCE_LATE) if unannounced else None,
        TaskKind.HOLD_KKR: Task(TaskKind.HOLD_KKR) if KKR_APPROVAL in passed else None,
        TaskKind.HELP_THE_LATE: _parties(TaskKind.HELP_THE_LATE, facts.too_late),
        **_of_contacts(facts, facts.without_contact),
        TaskKind.ATTACH_DOCUMENTS: unread,
        TaskKind.START: None if late or halted else Task(TaskKind.START),
    }


def _ahead(step: Step) -> datetime | None:
    """When a step that is not held yet takes place as planned."""
    return None if step.held_on else step_at(step)


def _of_live(facts: Facts, now: datetime) -> dict[TaskKind, Task | None]:
    round_, seats = facts.round_, facts.seats
    missing = [seat.code for seat in seats if seat.state in _UNANSWERED]
    overdue = round_.state is RoundState.OPEN and now >= end_of(round_.deadline)
    unmoved = _unmoved(round_, seats, now)
    undecided = [code for code in missing if code not in facts.tacit]
    decide = overdue and round_.silence is not Silence.NOTHING
    own_passed = facts.own_deadline is not None and now >= end_of(facts.own_deadline)
    unreached = [code for code in missing if code in facts.without_contact]
    unchecked = [seat.code for seat in seats if seat.state is SeatState.ANSWERED]
    reserved = [seat.code for seat in seats if seat.outcome is Outcome.APPROVED_WITH_RESERVATION]
    rejected = [seat.code for seat in seats if seat.outcome is Outcome.REJECTED]
    ended = round_.state is RoundState.COMPLETE or (overdue and not undecided)
    close = ended and not (unchecked or reserved or facts.objected)
    return {
        TaskKind.DECIDE_AFTER_DEADLINE: (
            _parties(TaskKind.DECIDE_AFTER_DEADLINE, undecided) if decide else None
        ),
        TaskKind.OWN_DEADLINE: (
            _parties(TaskKind.OWN_DEADLINE, missing) if own_passed and not overdue else None
        ),
        TaskKind.LET_CHAIR_RAISE: (
            _parties(TaskKind.LET_CHAIR_RAISE, unmoved) if overdue else None
        ),
        TaskKind.HELP_THE_LATE: (
            None if overdue else _parties(TaskKind.HELP_THE_LATE, facts.too_late)
        ),
        **_of_contacts(facts, unreached),
        TaskKind.RELEASE_DRAFTS: _letters(facts, LetterState.DRAFT),
        TaskKind.CHECK_ANSWERS: _parties(TaskKind.CHECK_ANSWERS, unchecked),
        TaskKind.CLEAR_RESERVATIONS: _parties(TaskKind.CLEAR_RESERVATIONS, reserved),
        TaskKind.FOLLOW_UP_REJECTIONS: _parties(TaskKind.FOLLOW_UP_REJECTIONS, rejected),
        TaskKind.CLOSE: Task(TaskKind.CLOSE) if close else None,
    }


def _of_contacts(facts: Facts, unreached: Collection[str]) -> dict[TaskKind, Task | None]:
    """Of those that no letter reaches, whether we never knew anybody or wrote to the wrong one."""
    wrong = [code for code in unreached if code in facts.declined]
    unknown = [code for code in unreached if code not in facts.declined]
    return {
        TaskKind.FIND_CONTACTS: _parties(TaskKind.FIND_CONTACTS, wrong),
        TaskKind.APPROVE_DELEGATIONS: _parties(TaskKind.APPROVE_DELEGATIONS, facts.delegations),
        TaskKind.GIVE_CONTACTS: _parties(TaskKind.GIVE_CONTACTS, unknown),
    }


def _without_cvr(facts: Facts) -> list[str]:
    """Who would have to sign in and cannot."""
    if facts.round_.assurance is not Assurance.OIDC or facts.round_.ended_at is not None:
        return []
    return [seat.code for seat in facts.seats if not seat.cvr and seat.state in _UNANSWERED]


def _unmoved(round_: Round, seats: Sequence[Seat], now: datetime) -> list[str]:
    """Who has climbed the whole ladder; what was agreed on the telephone is waited for."""
    if not any(rung is Rung.CHAIR and moment <= now for moment, rung in escalations_at(round_)):
        return []
    today = danish_date(now)
    return [
        seat.code
        for seat in seats
        if seat.state in _UNANSWERED and not (seat.paused_until and seat.paused_until >= today)
    ]


_UNANSWERED = frozenset({SeatState.WAITING, SeatState.SCHEDULED})


def _parties(kind: TaskKind, codes: Collection[str]) -> Task | None:
    return Task(kind, parties=tuple(codes)) if codes else None


def _letters(facts: Facts, *states: LetterState) -> Task | None:
    ids = tuple(letter for letter, state in facts.letters if state in states)
    kind = TaskKind.RELEASE_DRAFTS if LetterState.DRAFT in states else TaskKind.SEND_AGAIN
    return Task(kind, letters=ids) if ids else None
