"""The `rammeaftale` command: exit code 0 only when it did what was asked, 2 for bad input."""

import sys

import click
from sqlalchemy.exc import DBAPIError

from cli import access, audit, backup, rounds, service, tariffs, timeline
from models.database import get_engine
from models.migrate import is_current, is_empty, migrate
from models.settings import SettingsError
from rules.refusal import Refusal, Why


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def rammeaftale() -> None:
    """Runs approval rounds for framework agreements between Danish municipalities and regions."""


for module in (service, rounds, timeline, tariffs, audit, backup, access):
    for command in module.COMMANDS:
        rammeaftale.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """One line on stderr says what was wrong and where; nothing is half done when it is printed."""
    try:
        code = _run(arguments)
    except click.exceptions.Abort:
        code = 130
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        code = error.exit_code
    except click.ClickException as error:
        code = _failed(error.format_message().replace("\n", " "), error.exit_code)
    except SettingsError as error:
        code = _failed(str(error), 2)
    except DBAPIError as error:
        code = _failed(_database_words(error), 1)
    except OSError as error:  # a folder or file that is not there, full, or not ours to write
        code = _failed(f"{error.filename or 'system'}: {error.strerror or error}", 1)
    except Refusal as refusal:
        place = f"{refusal.field}: " if refusal.field else ""
        code = _failed(place + refusal.message, 1 if refusal.why is Why.CONFLICT else 2)
    sys.exit(code)


def _run(arguments: list[str] | None) -> int:
    """A data folder that nobody has used yet is laid out at the first question put to it."""
    try:
        return rammeaftale(args=arguments, standalone_mode=False) or 0
    except DBAPIError:
        if not is_empty(get_engine()):
            raise
        migrate(get_engine())
        return rammeaftale(args=arguments, standalone_mode=False) or 0


def _database_words(error: DBAPIError) -> str:
    """A database that was never migrated is the likeliest reason for one that refuses."""
    try:
        with get_engine().connect() as connection:
            if not is_current(connection):
                return "the database is not of this release; run `rammeaftale migrate`"
    except DBAPIError as unreachable:
        error = unreachable
    return f"database: {str(error.orig).strip().splitlines()[0]}"


def _failed(message: str, code: int) -> int:
    click.echo(f"rammeaftale: {message}", err=True)
    return code


if __name__ == "__main__":
    main()
