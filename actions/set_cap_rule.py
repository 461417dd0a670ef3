"""The cap is set: from now on tariffs are held against it."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from actions.record import record
from models.tariff import CapRule
from models.vocabulary import CapLevel
from reports.tariff_facts import cap_facts
from rules.tariff_cap import Cap, IndexRate, revised
from rules.tariff_cap_changes import GivenCap, checked_cap
from rules.verify import SYSTEM


def set_cap_rule(session: Session, given: GivenCap, now: datetime, by: str) -> tuple[Cap, bool]:
    """The cap, and whether it is new: the same as the one in force changes nothing."""
    cap = checked_cap(given)
    rules = session.exec(select(CapRule).order_by(col(CapRule.id))).all()
    known = [rate for rule in rules for rate in cap_of(rule).rates]
    cap = replace(cap, rates=revised(cap.rates, known))
    if rules and cap_of(rules[-1]) == cap:
        return cap, False
    facts = cap_facts(cap)
    rule = CapRule(**facts, set_at=now, set_by=by)
    session.add(rule)
    session.flush()
    record(
        session,
        SYSTEM,
        "cap_rule.set",
        f"cap_rule.set:{rule.id}",
        now,
        {**facts, "by": by},
    )
    return cap, True


def cap_in_force(session: Session) -> Cap | None:
    """Null until one was set."""
    rule = session.exec(select(CapRule).order_by(col(CapRule.id).desc()).limit(1)).first()
    return cap_of(rule) if rule else None


def cap_of(rule: CapRule) -> Cap:
    return Cap(
        base_year=rule.base_year,
        end_year=rule.end_year,
        rates=tuple(
            IndexRate(
                rate["year"],
                Decimal(rate["pct"]),
                rate["source"],
                date.fromisoformat(rate["published_on"]) if rate["published_on"] else None,
                rate["revision"],
            )
            for rate in rule.rates
        ),
        source=rule.source,
        level=CapLevel(rule.level),
        deduction_pct=Decimal(rule.deduction_pct),
        tolerance_pct=Decimal(rule.tolerance_pct),
        overhead_goal_pct=Decimal(rule.overhead_goal_pct),
    )
