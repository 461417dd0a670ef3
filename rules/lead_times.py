"""How long a case is on its way to a council, counted back from the council's meeting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models.reference.catalogue import default_lead_times
from models.vocabulary import PartyKind, Stage
from rules.danish_time import working_day_from

FARTHEST_BACK = timedelta(days=60)  # an earlier committee is not on the way to this meeting


@dataclass(frozen=True, slots=True)
class Lead:
    """One length of the way: calendar days before the council, and working days before that."""

    finance_committee_days: int
    committee_days: int
    final_working_days: int
    casework_working_days: int


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """What a round assumes of its parties (`models/reference/lead_times.toml` explains each)."""

    normal: Lead
    long: Lead
    safe_meetings: int
    answer_working_days: int
    quiet_weeks: frozenset[int]
    long_way: frozenset[str]

    @classmethod
    def of(cls, policy: Mapping[str, Any]) -> "LeadTimes":
        """From a round's `policy`; one that was made before there were any has the default."""
        data = policy.get("lead_times") or default_lead_times()
        return cls(
            normal=Lead(**data["normal"]),
            long=Lead(**data["long"]),
            safe_meetings=int(data["safe_meetings"]),
            answer_working_days=int(data["answer_working_days"]),
            quiet_weeks=frozenset(data["quiet_weeks"]),
            long_way=frozenset(data["long_way"]),
        )

    def is_long(self, code: str, kind: PartyKind) -> bool:
        return kind is PartyKind.REGION or code in self.long_way

    def lead_of(self, code: str, kind: PartyKind) -> Lead:
        return self.long if self.is_long(code, kind) else self.normal


@dataclass(frozen=True, slots=True)
class Way:
    """The dates on the way to one council meeting, last first.

    answer_by       when the decision should have been told
    item_final      the day the item must be final for the committee
    casework_from   the day the casework must begin
    """

    council: date
    answer_by: date
    finance_committee: date
    committee: date
    item_final: date
    casework_from: date


def way_to(
    council: date, lead: Lead, times: LeadTimes, known: Mapping[Stage, Iterable[date]]
) -> Way:
    """Counted back from the council; a committee's own dates are taken where they are known."""
    finance = _last_before(council, known.get(Stage.FINANCE_COMMITTEE, ()))
    finance = finance or council - timedelta(days=lead.finance_committee_days)
    committee = _last_before(finance, known.get(Stage.COMMITTEE, ()))
    committee = committee or min(finance, council - timedelta(days=lead.committee_days))
    item_final = working_day_from(committee, -lead.final_working_days)
    return Way(
        council=council,
        answer_by=working_day_from(council, times.answer_working_days),
        finance_committee=finance,
        committee=committee,
        item_final=item_final,
        casework_from=casework_from(item_final, lead.casework_working_days, times.quiet_weeks),
    )


def _last_before(day: date, known: Iterable[date]) -> date | None:
    return max((own for own in known if day - FARTHEST_BACK <= own < day), default=None)


def casework_from(item_final: date, working_days: int, quiet_weeks: frozenset[int]) -> date:
    """So many working days before the item is final, those in quiet weeks not counted."""
    return working_day_from(item_final, -working_days, quiet_weeks) if working_days else item_final
