"""The record held against itself, here or in an archive made of it."""

import sys
from pathlib import Path

import click

from actions.export_audit import export_audit
from actions.verify_audit import verify_audit
from cli.output import answer, as_json, utc_now
from models.database import reading
from rules.refusal import Refusal
from rules.verify import Head, check_archive, known_heads

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def audit() -> None:
    """The append-only record of what happened."""


@audit.command("verify")
@click.argument("file", metavar="[FILE]", required=False, type=FILE)
@click.option("--known", multiple=True, type=FILE, help="A mail or receipt whose heads must be in.")
@as_json
def verify(file: Path | None, known: tuple[Path, ...], as_json: bool) -> None:
    """Read every chain from end to end, here or in the archive FILE; exit code 1 when a row was
    changed, lost or moved."""
    heads = [head for path in known for head in _heads(path)]
    if file:
        verdict = check_archive(file.read_bytes(), heads)
    else:
        with reading() as session:
            verdict = verify_audit(session, heads)
    facts = {
        "whole": not verdict.problems,
        "chains": verdict.chains,
        "events": verdict.events,
        "problems": verdict.problems,
    }
    answer(facts, "\n".join(verdict.lines()), as_json=as_json)
    sys.exit(1 if verdict.problems else 0)


@audit.command("export")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--hashes-only", is_flag=True, help="Leave out personal data that is not erased.")
@as_json
def export(file: Path, hashes_only: bool, as_json: bool) -> None:
    """Write the record to FILE, a zip with the program that checks it without this one."""
    with reading() as session:
        exported = export_audit(session, file, utc_now(), hashes_only=hashes_only)
    facts = {"file": str(file), "chains": exported.chains, "events": exported.events}
    text = f"{exported.events} events in {exported.chains} chains in {file}"
    answer(facts, text, as_json=as_json)


def _heads(path: Path) -> list[Head]:
    found = known_heads(path.read_bytes())
    if not found:
        raise Refusal(f"Der er ingen kontrolkode i {path}.", field="known")
    return found


COMMANDS = [audit]
