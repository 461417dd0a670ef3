"""The service as a whole: started, migrated, and its reactions run by hand."""

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from actions.advance_rounds import advance_rounds
from actions.correct_clock import correct_clock
from actions.deliver_letters import deliver_letters
from actions.erase_draft import forget_drafts
from actions.example_round import ensure_example_round
from actions.load import links_given_out
from actions.mail_heads import mail_heads
from actions.mail_tariff_report import mail_tariff_report
from actions.remind_seats import remind_seats
from actions.sign_in import invite_user, make_signin_token
from cli.access import signin_link
from cli.output import BY, Instant, answer, as_json, utc_now
from cli.supervisor import up as supervise
from models.database import get_engine, reading
from models.keys import get_keys, own_key_path
from models.migrate import migrate as migrate_database
from models.settings import get_settings
from models.vocabulary import Role
from notifications.unit import unit_of_work
from rules.refusal import Refusal

FIRST_USER = "sekretariat@example.org"
BASE_URL = "RAMMEAFTALE_BASE_URL"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--example", is_flag=True, help="Lay out the Sjælland round where there is none yet.")
@as_json
def up(host: str, port: int, example: bool, as_json: bool) -> None:
    """Start everything on this machine: database, pages, Prefect and its worker."""
    if "base_url" not in get_settings().model_fields_set:
        os.environ[BASE_URL] = f"http://{'127.0.0.1' if host in {'0.0.0.0', ''} else host}:{port}"  # noqa: S104
        get_settings.cache_clear()
    settings = get_settings()
    new_key = not (settings.secret_key or own_key_path(settings).exists())
    get_keys()  # a setting that is wrong is told here, in one line

    def prepare() -> None:
        migrate_database(get_engine())
        if new_key:
            _warn_of_ended_links(own_key_path(settings))
        if example:
            with unit_of_work() as session:
                ensure_example_round(session, utc_now(), BY)

    embedded = not settings.database_url.startswith("postgresql")
    say = _announcer(as_json=as_json, with_link=embedded)
    sys.exit(
        supervise(
            settings, _web(host, port), _tick(), host=host, port=port, say=say, prepare=prepare
        )
    )


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@as_json
def web(host: str, port: int, as_json: bool) -> None:
    """Run one web process and nothing else; any number may share a PostgreSQL database."""
    get_keys()  # a setting that is wrong is told here, in one line
    url = f"http://{host}:{port}"
    answer({"url": url}, f"Rammeaftale: {url}", as_json=as_json)
    sys.stdout.flush()
    command = _web(host, port)
    os.execv(command[0], command)  # noqa: S606 - signals reach the server itself


@click.command()
@click.option("--app-role", metavar="NAME", help="PostgreSQL role of the service: add, not change.")
@as_json
def migrate(app_role: str | None, as_json: bool) -> None:
    """Bring the database to this release's schema, as the owner of its tables."""
    migrate_database(get_engine(), app_role)
    answer({"migrated": True}, "the database is up to date", as_json=as_json)


@click.command()
@click.option("--now", type=Instant(), help="A missed moment; never in the future.")
@as_json
def tick(now: datetime | None, as_json: bool) -> None:
    """Run every reaction that is due, once, in this process; then deliver."""
    clock = utc_now()
    if now and now > clock:
        raise Refusal("Tidspunktet ligger i fremtiden. Brug et, der har været.", field="now")
    with unit_of_work() as session:
        correct_clock(session, clock)
        forget_drafts(session, clock)
        advanced = advance_rounds(session, now or clock)
    with unit_of_work() as session:
        reminded = remind_seats(session, now or clock)
        mail_heads(session, clock)
        mail_tariff_report(session, clock)
    delivered = deliver_letters(clock) + deliver_letters(clock, sandbox=True)
    facts = {"advanced": advanced, "reminded": reminded, "delivered": delivered}
    text = f"{advanced} rounds advanced, {reminded} reminders, {delivered} letters delivered"
    answer(facts, text, as_json=as_json)


def _warn_of_ended_links(key: Path) -> None:
    """A key that went missing was made anew, and every link given out before has ended."""
    with reading() as session:
        ended = links_given_out(session)
    if ended:
        click.echo(
            f"rammeaftale: {key} was missing and is made anew: links sent until now no longer"
            " work; put the old key back, or write to the parties again",
            err=True,
        )


def _web(host: str, port: int) -> list[str]:
    """No access log: addresses of party pages hold the party's right."""
    return [
        *(sys.executable, "-m", "uvicorn", "--factory", "api.app:create_app"),
        *("--host", host, "--port", str(port), "--no-access-log", "--no-server-header"),
        *("--log-level", "warning", "--timeout-graceful-shutdown", "5"),
    ]


def _tick() -> list[str]:
    return [sys.executable, "-m", "cli.main", "tick"]


def _announcer(*, as_json: bool, with_link: bool) -> Callable[[str], None]:
    """The address is said with a sign-in link where the database is embedded; the rest as it is."""

    def say(line: str) -> None:
        if not line.startswith("http"):
            click.echo(line, err=as_json)
            return
        link = _first_link() if with_link else None
        signin = f"\nLog ind (virker én gang, i en time): {link}" if link else ""
        text = f"Rammeaftale: {line}{signin}"
        answer({"url": line, "signin": link}, text, as_json=as_json)

    return say


def _first_link() -> str:
    with unit_of_work() as session:
        user = invite_user(session, FIRST_USER, Role.SECRETARIAT, utc_now())
        return signin_link(make_signin_token(session, user, utc_now()))


COMMANDS = [up, web, migrate, tick]
