"""Steps and deadlines that have passed take effect."""

from datetime import datetime

from prefect import flow

from actions.advance_rounds import advance_rounds
from actions.correct_clock import correct_clock
from actions.erase_draft import forget_drafts
from flows.clock import lived
from flows.failure import in_few_words
from notifications.unit import unit_of_work


@flow(name="advance", retries=2, retry_delay_seconds=10)
@in_few_words
def advance(now: datetime | None = None) -> int:
    """Rounds looked at."""
    with unit_of_work() as session:
        correct_clock(session, lived(None))
        forget_drafts(session, lived(None))
        return advance_rounds(session, lived(now))
