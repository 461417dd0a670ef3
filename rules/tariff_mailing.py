"""When the tariff report is sent unasked: as a round of explanations has closed, and else at most
once a month."""

from datetime import datetime

from rules.danish_time import danish_date


def report_is_due(now: datetime, mailed_at: datetime | None, closed_at: datetime | None) -> bool:
    """Whether a report that says something new is owed.

    mailed_at  when the last one was; null: none was yet
    closed_at  when the last round of explanations closed; null: none has
    """
    if mailed_at is None:
        return True
    if closed_at and mailed_at < closed_at <= now:
        return True
    last, today = danish_date(mailed_at), danish_date(now)
    return (last.year, last.month) < (today.year, today.month)
