"""The one place where flows read the clock."""

from datetime import UTC, datetime


def lived(now: datetime | None) -> datetime:
    """`now`, or this moment. ValueError for a moment that has not come or names no time zone."""
    clock = datetime.now(UTC)
    if now is None:
        return clock
    if now.tzinfo is None:
        raise ValueError(f"now must say its time zone: {now.isoformat()}")
    if now > clock:
        raise ValueError(f"now must not lie in the future: {now.isoformat()}")
    return now.astimezone(UTC)
