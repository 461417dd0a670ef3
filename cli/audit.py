"""The record held against itself."""

import sys

import click

from actions.verify_audit import verify_audit
from cli.output import answer, as_json
from models.database import reading


@click.group()
def audit() -> None:
    """The append-only record of what happened."""


@audit.command("verify")
@as_json
def verify(as_json: bool) -> None:
    """Read every chain from end to end; exit code 1 when a row was changed, lost or moved."""
    with reading() as session:
        verdict = verify_audit(session)
    facts = {
        "whole": not verdict.problems,
        "chains": verdict.chains,
        "events": verdict.events,
        "problems": verdict.problems,
    }
    lines = [f"{verdict.events} events in {verdict.chains} chains", *verdict.problems]
    lines.append("the record is not whole" if verdict.problems else "the record is whole")
    answer(facts, "\n".join(lines), as_json=as_json)
    sys.exit(1 if verdict.problems else 0)


COMMANDS = [audit]
