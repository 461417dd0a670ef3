"""The tariff report goes to those who follow the tariffs."""

from prefect import flow

from actions.mail_tariff_report import mail_tariff_report
from flows.clock import lived
from flows.failure import in_few_words
from notifications.unit import unit_of_work


@flow(name="tariff-report", retries=2, retry_delay_seconds=30)
@in_few_words
def tariff_report() -> int:
    """Letters queued. Always by the real clock: the report is of this moment, whoever asks."""
    with unit_of_work() as session:
        return mail_tariff_report(session, lived(None))
