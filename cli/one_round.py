"""What the commands about one round share: finding it on its own clock, and what is said of it."""

from datetime import datetime
from typing import Any

import click
from sqlmodel import Session

from actions.load import clock_of, round_by_id
from cli.output import answer, utc_now
from cli.round_facts import round_facts, round_line
from models.round import Round
from notifications.doorbell import prefect_address, settle

ID = click.argument("round_id", metavar="ID", type=click.IntRange(min=1, max=2**31 - 1))
RING_SECONDS = 3.0


def round_at(session: Session, round_id: int) -> tuple[Round, datetime]:
    """The round, and the instant on its own clock."""
    round_ = round_by_id(session, round_id)
    return round_, clock_of(round_, utc_now())


def say_round(round_: Round, as_json: bool, **more: Any) -> None:
    answer({**round_facts(round_), **more}, round_line(round_), as_json=as_json)
    if prefect_address():
        settle(RING_SECONDS)
