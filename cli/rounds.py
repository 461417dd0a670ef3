"""Rounds from the command line: the same actions as the pages and the interface."""

from datetime import date, datetime

import click

from actions.end_round import cancel_round, close_round
from actions.extend_round import extend_round
from actions.load import clock_of, round_by_id, seats_of
from actions.move_clock import move_clock
from actions.read_adoption import adoption_of
from actions.read_forecast import read_forecast
from actions.read_rounds import round_shown, rounds_after
from actions.rehearse_round import Scenario, rehearse_round
from actions.reopen_round import reopen_round
from cli.one_round import ID, round_at, say_round
from cli.output import BY, Instant, IsoDate, answer, as_json, utc_now
from cli.round_facts import (
    adoption_facts,
    forecast_facts,
    letter_facts,
    letter_line,
    round_facts,
    round_line,
    seat_facts,
    seat_lines,
)
from cli.start_round import start
from models.database import reading
from notifications.unit import unit_of_work

EVERY = 1_000_000


@click.group("round")
def round_group() -> None:
    """Rounds: started, watched and ended."""


@round_group.command("list")
@as_json
def list_(as_json: bool) -> None:
    """Every round with its progress."""
    with reading() as session:
        rounds = rounds_after(session, 0, EVERY)
    items = [round_facts(round_) for round_ in rounds]
    answer({"items": items, "next": None}, "\n".join(map(round_line, rounds)), as_json=as_json)


@round_group.command()
@ID
@as_json
def status(round_id: int, as_json: bool) -> None:
    """Where a round stands, party by party."""
    with reading() as session:
        round_ = round_shown(session, round_id)
        seats = seats_of(session, round_)
        lived = clock_of(round_, utc_now())
        found, standing = read_forecast(session, round_, lived), adoption_of(round_, seats, lived)
    verdicts = {party.code: party for party in found.parties}
    facts = {
        **round_facts(round_),
        "adoption": adoption_facts(standing),
        "forecast": forecast_facts(found),
        "seats": [{**seat_facts(seat), "forecast": verdicts[seat.code].verdict} for seat in seats],
    }
    text = [round_line(round_), *seat_lines(seats, verdicts)]
    if found.decided_on:
        text.append(f"  expected to be decided by {found.decided_on}, last {', '.join(found.last)}")
    answer(facts, "\n".join(text), as_json=as_json)


@round_group.command()
@ID
@click.option(
    "--scenario",
    type=click.Choice([scenario.value for scenario in Scenario]),
    default=Scenario.SILENCE.value,
    show_default=True,
    help="What the parties do: nothing, or each decides at its forecast meeting.",
)
@as_json
def rehearse(round_id: int, scenario: str, as_json: bool) -> None:
    """Every letter the round would send from now on, to whom, when and why; nothing is sent."""
    with reading() as session:
        round_ = round_shown(session, round_id)
        lived = clock_of(round_, utc_now())
        letters = rehearse_round(session, round_, lived, Scenario(scenario))
    items, lines = map(letter_facts, letters), map(letter_line, letters)
    answer(
        {"scenario": scenario, "items": list(items), "next": None},
        "\n".join(lines),
        as_json=as_json,
    )


@round_group.command()
@ID
@click.option("--to", type=IsoDate(), required=True)
@click.option("--reason", required=True)
@as_json
def extend(round_id: int, to: date, reason: str, as_json: bool) -> None:
    """Set a later deadline and tell who has not answered."""
    with unit_of_work() as session:
        round_, now = round_at(session, round_id)
        extend_round(session, round_, to, reason, now, BY)
    say_round(round_, as_json)


@round_group.command()
@ID
@click.option("--reason", required=True)
@as_json
def cancel(round_id: int, reason: str, as_json: bool) -> None:
    """Call the round off; its links say why."""
    with unit_of_work() as session:
        round_, now = round_at(session, round_id)
        cancel_round(session, round_, reason, now, BY)
    say_round(round_, as_json)


@round_group.command()
@ID
@click.option("--reason", default="", help="What the parties are told beside the result.")
@as_json
def close(round_id: int, reason: str, as_json: bool) -> None:
    """Freeze the result and tell the parties."""
    with unit_of_work() as session:
        round_, now = round_at(session, round_id)
        close_round(session, round_, now, BY, reason)
    say_round(round_, as_json)


@round_group.command()
@ID
@click.option("--reason", required=True)
@as_json
def reopen(round_id: int, reason: str, as_json: bool) -> None:
    """Open a closed round again and tell the parties why."""
    with unit_of_work() as session:
        round_, now = round_at(session, round_id)
        reopen_round(session, round_, reason, now, BY)
    say_round(round_, as_json)


@round_group.command()
@ID
@click.option("--to", type=Instant(), required=True)
@as_json
def clock(round_id: int, to: datetime, as_json: bool) -> None:
    """Move a sandbox's clock forward; all that falls due on the way happens."""
    with unit_of_work() as session:
        round_ = move_clock(session, round_by_id(session, round_id), to, BY)
    say_round(round_, as_json)


round_group.add_command(start)
COMMANDS = [round_group]
