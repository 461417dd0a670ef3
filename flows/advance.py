"""Steps and deadlines that have passed take effect."""

from datetime import datetime

from prefect import flow

from actions.advance_rounds import advance_rounds
from flows.clock import lived
from models.database import transaction
from notifications.doorbell import ring


@flow(name="advance", retries=2, retry_delay_seconds=10)
def advance(now: datetime | None = None) -> int:
    """Rounds looked at; what they queued leaves at once."""
    with transaction() as session:
        looked_at = advance_rounds(session, lived(now))
    if looked_at:
        ring("deliver")
    return looked_at
