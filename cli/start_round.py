"""A round started from the command line."""

from datetime import date, datetime
from pathlib import Path

import click
from sqlmodel import Session

from actions.contact_file import read_contacts
from actions.create_round import create_round
from actions.load import clock_of, seats_of
from actions.read_forecast import too_late
from actions.start_round import start_round
from cli.one_round import say_round
from cli.output import BY, Instant, IsoDate, as_json, utc_now
from models.round import Round
from models.vocabulary import Silence
from notifications.forecast_words import warning
from notifications.unit import unit_of_work
from rules.planning import Wanted

YEAR = click.IntRange(min=2000, max=2100)


@click.command()
@click.option("--template", required=True)
@click.option("--kkr")
@click.option("--period-from", type=IsoDate())
@click.option("--deadline", type=IsoDate())
@click.option("--title", default="")
@click.option("--contacts", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--agreement", type=click.IntRange(min=1, max=2**31 - 1), help="The agreement's id.")
@click.option("--extends-to", type=IsoDate(), help="The agreement's new last day: an extension's.")
@click.option(
    "--silence",
    type=click.Choice([silence.value for silence in Silence]),
    default=Silence.TASK.value,
    show_default=True,
    help="What silence after the deadline means; consent only where the kind allows it.",
)
@click.option("--year", type=YEAR, help="Of the tariffs that are to be explained.")
@click.option("--sandbox", is_flag=True, help="Practise: own clock, no letter leaves the house.")
@click.option("--clock", type=Instant(), help="A sandbox's first instant.")
@as_json
def start(
    template: str,
    kkr: str | None,
    period_from: date | None,
    deadline: date | None,
    title: str,
    contacts: Path | None,
    agreement: int | None,
    extends_to: date | None,
    silence: str,
    year: int | None,
    sandbox: bool,
    clock: datetime | None,
    as_json: bool,
) -> None:
    """Make a round and ask every party at once."""
    wanted = Wanted(
        template=template,
        title=title,
        kkr=kkr,
        period_from=period_from,
        deadline=deadline,
        sandbox=sandbox,
        clock=clock,
        start=True,
        agreement=agreement,
        extends_to=extends_to,
        silence=Silence(silence),
        year=year,
    )
    given = read_contacts(contacts.read_bytes()) if contacts else []
    now = utc_now()
    with unit_of_work() as session:
        round_ = create_round(session, wanted, now, BY, given)
        start_round(session, round_, clock_of(round_, now), BY)
        warnings = _warnings(session, round_, now)
    for line in warnings:
        click.echo(f"rammeaftale: {line}", err=True)
    say_round(round_, as_json, warnings=warnings)


def _warnings(session: Session, round_: Round, now: datetime) -> list[str]:
    late = too_late(session, round_, clock_of(round_, now))
    names = {seat.code: seat.party for seat in seats_of(session, round_)}
    return list(filter(None, [warning([names[party.code] for party in late])]))
