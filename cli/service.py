"""The service as a whole: started, migrated, and its reactions run by hand."""

from datetime import datetime

import click

from actions.advance_rounds import advance_rounds
from actions.deliver_letters import deliver_letters
from actions.remind_seats import remind_seats
from cli.output import Instant, answer, as_json, utc_now
from models.database import get_engine
from models.migrate import migrate as migrate_database
from models.settings import get_settings
from notifications.unit import unit_of_work
from rules.refusal import Refusal


@click.command()
@as_json
def migrate(as_json: bool) -> None:
    """Bring the database to this release's schema."""
    migrate_database(get_engine())
    answer({"migrated": True}, "the database is up to date", as_json=as_json)


@click.command()
@click.option("--now", type=Instant(), help="A missed moment; never in the future.")
@as_json
def tick(now: datetime | None, as_json: bool) -> None:
    """Run every reaction that is due, once, in this process; then deliver."""
    clock = utc_now()
    if now and now > clock:
        raise Refusal(
            "Tidspunktet ligger i fremtiden; virkelige runder følger den virkelige tid.",
            field="now",
        )
    with unit_of_work() as session:
        advanced = advance_rounds(session, now or clock)
    with unit_of_work() as session:
        reminded = remind_seats(session, now or clock)
    delivered = deliver_letters(clock) + deliver_letters(clock, sandbox=True)
    facts = {"advanced": advanced, "reminded": reminded, "delivered": delivered}
    text = f"{advanced} rounds advanced, {reminded} reminders, {delivered} letters delivered"
    answer(facts, text, as_json=as_json)


COMMANDS = [migrate, tick]
