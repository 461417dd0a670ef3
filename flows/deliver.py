"""Letters that are due leave, and what was recorded becomes Prefect events."""

from prefect import flow

from actions.deliver_letters import deliver_letters
from actions.read_health import PREFECT, beat
from flows.clock import lived
from flows.emit import emit_recorded
from flows.failure import in_few_words
from models.database import transaction


@flow(name="deliver", retries=2, retry_delay_seconds=5)
@in_few_words
def deliver(sandbox: bool = False) -> int:
    """Letters sent. Real and sandbox letters never share a run, so neither holds up the other.

    Always by the real clock: leases are measured by it, also when a missed morning is made up for.
    """
    now = lived(None)
    if not sandbox:
        with transaction() as session:
            beat(session, PREFECT, now)
    sent = deliver_letters(now, sandbox=sandbox)
    emit_recorded()
    return sent
