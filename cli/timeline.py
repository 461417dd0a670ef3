"""The round's days from the command line: steps held and postponed, deadlines recorded."""

from datetime import date

import click

from actions.move_step import move_step
from actions.record_deadline import record_deadline
from actions.step_outcome import record_step_outcome
from cli.one_round import ID, round_at, say_round
from cli.output import BY, IsoDate, as_json, day
from cli.rounds import round_group
from models.vocabulary import DeadlineKind
from notifications.unit import unit_of_work

STEP = click.argument("key", metavar="STEP")


@round_group.command()
@ID
@STEP
@click.option("--on", "held_on", type=IsoDate(), help="The day it took place; today if not given.")
@click.option("--outcome", default="")
@click.option("--minutes", default="", help="Where the minutes are.")
@click.option("--halted", is_flag=True, help="The matter does not go on from here.")
@click.option("--reason", default="", help="Why what was recorded before is corrected.")
@as_json
def hold(
    round_id: int,
    key: str,
    held_on: date | None,
    outcome: str,
    minutes: str,
    halted: bool,
    reason: str,
    as_json: bool,
) -> None:
    """Record that a step of the timeline took place, or correct what was recorded."""
    with unit_of_work() as session:
        round_, now = round_at(session, round_id)
        told = key, held_on, outcome, minutes, now, BY
        record_step_outcome(session, round_, *told, halted=halted, reason=reason)
    say_round(round_, as_json)


@round_group.command()
@ID
@STEP
@click.option("--to", type=IsoDate(), required=True)
@click.option("--reason", required=True)
@as_json
def postpone(round_id: int, key: str, to: date, reason: str, as_json: bool) -> None:
    """Plan a step for another day; what waits for it moves along, the deadline does not."""
    with unit_of_work() as session:
        round_, now = round_at(session, round_id)
        moves = move_step(session, round_, key, to, reason, now, BY)
    say_round(round_, as_json, moved={move.key: day(move.to) for move in moves})


@round_group.command()
@ID
@click.option("--kind", type=click.Choice([kind.value for kind in DeadlineKind]), required=True)
@click.option("--falls-on", type=IsoDate(), required=True, help="The last day, to its end.")
@click.option("--source", required=True, help="Where it comes from.")
@click.option("--reason", default="")
@as_json
def deadline(
    round_id: int, kind: str, falls_on: date, source: str, reason: str, as_json: bool
) -> None:
    """Record a deadline that was applied for, granted or set; a later granted one counts."""
    with unit_of_work() as session:
        round_, now = round_at(session, round_id)
        of = DeadlineKind(kind)
        record_deadline(session, round_, of, falls_on, source, reason, now, BY)
    say_round(round_, as_json)


COMMANDS = [round_group]
