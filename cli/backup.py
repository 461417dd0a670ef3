"""Backup and restore, one command each; the service may run while a backup is made."""

from pathlib import Path

import click

from actions.back_up import back_up
from actions.restore import restore as restore_backup
from actions.restore import resume_letters
from cli.output import answer, as_json, utc_now
from models.database import get_engine, reading
from models.migrate import migrate
from notifications.unit import unit_of_work


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@as_json
def backup(directory: Path, as_json: bool) -> None:
    """Write everything but keys and the built-in mailbox to DIR, and verify it."""
    with reading() as session:
        manifest = back_up(session, directory.resolve(), utc_now())
    rows = sum(table["rows"] for table in manifest.tables.values())
    facts = {"directory": str(directory), "rows": rows, "chains": len(manifest.chains)}
    text = (
        f"{rows} rows and {len(manifest.chains)} chains in {directory}; keep the keys apart from it"
    )
    answer(facts, text, as_json=as_json)


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(exists=True, path_type=Path))
@as_json
def restore(directory: Path, as_json: bool) -> None:
    """Load a backup into an empty database; letters stay until `letters resume`."""
    migrate(get_engine())
    with unit_of_work() as session:
        manifest = restore_backup(session, directory, utc_now())
    rows = sum(table["rows"] for table in manifest.tables.values())
    facts = {"rows": rows, "made_at": manifest.made_at, "letters": "paused"}
    text = f"{rows} rows as of {manifest.made_at}; letters are paused: `rammeaftale letters resume`"
    answer(facts, text, as_json=as_json)


@click.group()
def letters() -> None:
    """The outbox as a whole."""


@letters.command()
@as_json
def resume(as_json: bool) -> None:
    """Let letters go again after a restore."""
    with unit_of_work() as session:
        resumed = resume_letters(session)
        session.info["rings"] = {"deliver"}
    text = "letters go again" if resumed else "letters were not paused"
    answer({"resumed": resumed}, text, as_json=as_json)


COMMANDS = [backup, restore, letters]
