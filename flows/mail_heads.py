"""The heads of the chains are mailed to those who keep them."""

from prefect import flow

from actions.mail_heads import mail_heads as mail
from flows.clock import lived
from flows.failure import in_few_words
from notifications.unit import unit_of_work


@flow(name="mail-heads", retries=2, retry_delay_seconds=10)
@in_few_words
def mail_heads() -> int:
    """Letters queued. Always by the real clock: the heads are those of this moment."""
    with unit_of_work() as session:
        return mail(session, lived(None))
