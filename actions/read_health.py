"""What an operator wants to know: is the service able to do its job, and how much waits."""

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from models.event import Heartbeat
from models.letter import Letter
from models.migrate import is_current
from models.round import Round

TICK = "tick"
PREFECT = "prefect"
OVERDUE = timedelta(minutes=15)
LATE = {TICK: timedelta(hours=2), PREFECT: timedelta(minutes=10)}


@dataclass(frozen=True, slots=True)
class Readiness:
    """`reasons` is empty when ready. Letters and rounds are real ones; the sandbox is left out.

    overdue_letters  how many should have left more than 15 minutes ago
    last_tick        when reactions last ran, by whom does not matter; null: never yet
    last_flow        when Prefect last ran one of our flows; null: never yet
    """

    reasons: list[str]
    migrated: bool
    last_tick: datetime | None
    last_flow: datetime | None
    overdue_letters: int
    letters: dict[str, int]
    rounds: dict[str, int]

    @property
    def ready(self) -> bool:
        return not self.reasons

    def facts(self) -> dict[str, object]:
        facts = asdict(self)
        for name in ("last_tick", "last_flow"):
            facts[name] = moment.isoformat() if (moment := getattr(self, name)) else None
        return {"ready": self.ready, **facts}

    def metrics(self) -> str:
        lines = ["# HELP rammeaftale_letters Letters by state", "# TYPE rammeaftale_letters gauge"]
        lines += [f'rammeaftale_letters{{state="{s}"}} {n}' for s, n in self.letters.items()]
        lines += ["# HELP rammeaftale_rounds Rounds by state", "# TYPE rammeaftale_rounds gauge"]
        lines += [f'rammeaftale_rounds{{state="{s}"}} {n}' for s, n in self.rounds.items()]
        lines += [
            "# HELP rammeaftale_overdue_letters Letters that should have left 15 minutes ago",
            "# TYPE rammeaftale_overdue_letters gauge",
            f"rammeaftale_overdue_letters {self.overdue_letters}",
        ]
        return "\n".join(lines) + "\n"


def readiness(session: Session, now: datetime) -> Readiness:
    migrated = is_current(session.connection())
    if not migrated:
        return Readiness(["the database is not migrated"], False, None, None, 0, {}, {})
    beats = {beat.name: beat.at for beat in session.exec(select(Heartbeat))}
    overdue = session.exec(
        select(func.count())
        .select_from(Letter)
        .where(col(Letter.sandbox).is_(False), col(Letter.attempt_at) < now - OVERDUE)
    ).one()
    reasons = []
    if overdue:
        reasons.append(f"{overdue} letters should have left more than 15 minutes ago")
    for name, late in LATE.items():
        if name not in beats:
            reasons.append(f"{name} has not run yet")
        elif now - beats[name] > late:
            reasons.append(f"{name} last ran at {beats[name].isoformat(timespec='seconds')}")
    return Readiness(
        reasons,
        True,
        beats.get(TICK),
        beats.get(PREFECT),
        overdue,
        _by_state(session, Letter),
        _by_state(session, Round),
    )


def beat(session: Session, name: str, now: datetime) -> None:
    """Note that `name` ran; a clock put back does not take it back."""
    row = session.get(Heartbeat, name, with_for_update=True)
    if row is None:
        with suppress(IntegrityError), session.begin_nested():  # another may be the first
            session.add(Heartbeat(name=name, at=now))
        row = session.get_one(Heartbeat, name, with_for_update=True)
    row.at = max(row.at, now)
    session.add(row)


def _by_state(session: Session, table: type[Letter] | type[Round]) -> dict[str, int]:
    rows = session.exec(
        select(col(table.state), func.count())
        .where(col(table.sandbox).is_(False))
        .group_by(col(table.state))
    )
    return {str(state): count for state, count in rows}
