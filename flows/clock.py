"""The one place where flows read the clock."""

from datetime import UTC, datetime

from flows.failure import FlowFailed


def lived(now: datetime | None) -> datetime:
    """`now`, or this moment. FlowFailed for a moment that has not come or names no time zone."""
    clock = datetime.now(UTC)
    if now is None:
        return clock
    if now.tzinfo is None:
        raise FlowFailed(f"now must say its time zone: {now.isoformat()}")
    if now > clock:
        raise FlowFailed(f"now must not lie in the future: {now.isoformat()}")
    return now.astimezone(UTC)
