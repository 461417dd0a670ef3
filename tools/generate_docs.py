"""Writes the pages of `docs/` that only repeat what the code says; `make docs` runs it.

A test builds them again and fails where a committed page says something else.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import Mount

from api.app import create_app
from api.guards import GUARDS, public
from api.v1 import create_api
from cli.main import rammeaftale
from models.event_kinds import KINDS
from models.settings import Settings
from tools.example_letters import letters

DOCS = Path(__file__).parents[1] / "docs"
ABOUT_EVENTS = (
    "What the product records. Each kind has a natural key: recording it twice records nothing new."
    " Keys marked *erasable* stand in the chain as a salted hash only; their text can be erased"
    " without breaking it. See [0001](adr/0001-the-house-and-the-one-way.md)."
)
ABOUT_SETTINGS = (
    "Read from the environment, or from a file `.env` in the folder the command is started in; the"
    " environment wins. A wrong value stops the command with one line that names it."
)
ABOUT_COMMANDS = (
    "With `--json` a command prints one JSON document on stdout. Exit code 0: it did what was"
    " asked; 1: it could not, or found a fault; 2: the input was wrong, and one line says where."
)
ABOUT_ROUTES = (
    "Every address the web process answers, and who may pass. `HEAD` is answered like `GET`."
    " `partens link`: whoever holds the link in a party's letter."
)
NOTE = "<!-- Written by `make docs` from {source}. Change that, not this page. -->"


def events() -> str:
    lines = [
        "# Events",
        NOTE.format(source="models/event_kinds.py"),
        ABOUT_EVENTS,
    ]
    for kind in KINDS.values():
        lines += [f"## {kind.name}", kind.meaning, f"Key: `{kind.key}`"]
        keys = [f"`{key}`" for key in kind.payload]
        keys += [f"`{key}` (erasable)" for key in kind.private]
        lines.append(f"Holds: {', '.join(keys)}")
    return _page(lines)


def settings() -> str:
    rows = []
    for name, field in Settings.model_fields.items():
        default = f"`{field.default}`" if str(field.default) else "unset"
        rows.append((f"`RAMMEAFTALE_{name.upper()}`", default, field.description or ""))
    return _page(
        [
            "# Settings",
            NOTE.format(source="models/settings.py"),
            ABOUT_SETTINGS,
            _table(("Name", "Default", "What it decides"), rows),
        ]
    )


def commands() -> str:
    lines = [
        "# Commands",
        NOTE.format(source="the command tree of cli/main.py"),
        ABOUT_COMMANDS,
    ]
    for context in command_contexts():
        command = context.command
        lines += [f"## {context.command_path}", command.help or ""]
        lines.append(f"```\n{command.get_usage(context).removeprefix('Usage: ')}\n```")
        options = [_option(p, context) for p in command.params if isinstance(p, click.Option)]
        if options:
            lines.append(_table(("Option", "Meaning"), options))
    return _page(lines)


def command_contexts() -> Iterator[click.Context]:
    """Every command that does something, in the order of the alphabet."""
    yield from _leaves(rammeaftale.make_context("rammeaftale", [], resilient_parsing=True))


def _leaves(context: click.Context) -> Iterator[click.Context]:
    command = context.command
    if not isinstance(command, click.Group):
        yield context
        return
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        if found:
            yield from _leaves(found.make_context(name, [], context, resilient_parsing=True))


def _option(option: click.Option, context: click.Context) -> tuple[str, str]:
    metavar = "" if option.is_flag else f" {option.make_metavar(context)}"
    facts = ["required"] if option.required else []
    if option.show_default and option.default is not None:
        facts.append(f"default `{option.default}`")
    meaning = " ".join(filter(None, (option.help, f"({', '.join(facts)})" if facts else "")))
    return f"`{', '.join(option.opts)}{metavar}`", meaning


def routes() -> str:
    rows = [
        (f"`{method}`", f"`{path}`", " + ".join(guards), what)
        for path, method, guards, what in guarded_routes()
    ]
    return _page(
        [
            "# Routes",
            NOTE.format(source="the web process and api/guards.py"),
            ABOUT_ROUTES,
            _table(("Method", "Path", "Guard", "What it does"), rows),
        ]
    )


def guarded_routes() -> Iterator[tuple[str, str, list[str], str]]:
    """Path, method, guards and purpose of every route; files of the design system are left out."""
    for prefix, route in _routes():
        methods = sorted((route.methods or {"GET"}) - {"HEAD"})
        endpoint = route.endpoint
        name = (route.name or "").replace("_", " ").capitalize()
        what = " ".join((getattr(endpoint, "__doc__", "") or name).split("\n\n")[0].split())
        for method in methods:
            dependant = getattr(route, "dependant", None)  # the API's own document has none
            guards = _guards(dependant) if dependant else [GUARDS[public]]
            yield f"{prefix}{route.path}", method, guards, what


def _routes() -> Iterator[tuple[str, RouteContext]]:
    app = create_app()
    mounts = [route for route in app.routes if isinstance(route, Mount)]
    mounted = [(mount.path, mount.app.routes) for mount in mounts if isinstance(mount.app, FastAPI)]
    for prefix, routed in [("", app.routes), *mounted]:
        for route in iter_route_contexts(routed):
            if not isinstance(route.original_route, Mount):
                yield prefix, route


def _guards(dependant: Dependant) -> list[str]:
    """The outermost guards; what they lean on themselves is theirs to say."""
    found = []
    for below in dependant.dependencies:
        if below.call in GUARDS:
            found.append(GUARDS[below.call])
        else:
            found += _guards(below)
    return list(dict.fromkeys(found))


def openapi() -> str:
    return json.dumps(create_api().openapi(), ensure_ascii=False, indent=1) + "\n"


def _page(blocks: Iterable[str]) -> str:
    return "\n\n".join(filter(None, blocks)) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        f"| {' | '.join(c.replace('|', chr(92) + '|') for c in row)} |" for row in lines
    )


PAGES: dict[str, Callable[[], str]] = {
    "events.md": events,
    "settings.md": settings,
    "commands.md": commands,
    "routes.md": routes,
    "letters.md": letters,
    "openapi.json": openapi,
}


def main() -> int:
    for name, build in PAGES.items():
        (DOCS / name).write_text(build(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
