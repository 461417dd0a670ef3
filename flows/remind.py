"""Reminders that have fallen due are queued."""

from datetime import datetime

from prefect import flow

from actions.remind_seats import remind_seats
from flows.clock import lived
from flows.failure import in_few_words
from notifications.unit import unit_of_work


@flow(name="remind", retries=2, retry_delay_seconds=10)
@in_few_words
def remind(now: datetime | None = None) -> int:
    """`now` is a parameter so that a missed morning can be run as that morning."""
    with unit_of_work() as session:
        return remind_seats(session, lived(now))
