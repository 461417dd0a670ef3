"""What the files in deploy/ say: commands and environments, unit by unit and service by service."""

import configparser
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

DEPLOY = Path(__file__).parents[2] / "deploy"
INSTALLED = "/opt/rammeaftale/.venv/bin/"
COMPOSED = re.compile(r"\$\{(\w+):\?\}")
SUBSTITUTED = re.compile(r"\$\([^)]*\)")
UNIT_SPECIFIERS = {"%i": "8000", "%H": "machine", "$$": "$", "%%": "%"}


@dataclass(frozen=True, slots=True)
class Process:
    """A process as its file starts it; `where` names file and unit or service."""

    where: str
    command: list[str]
    environment: dict[str, str] = field(repr=False)


def processes() -> list[Process]:
    return [*_of_units(), *_of_compose()]


def environment_file(name: str) -> dict[str, str]:
    lines = (DEPLOY / "environment" / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def units() -> dict[str, list[tuple[str, str]]]:
    """Each unit's lines in order; a name may come more than once."""
    return {path.name: list(_lines(path)) for path in sorted((DEPLOY / "systemd").iterdir())}


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return found


def _of_units() -> Iterator[Process]:
    for unit, lines in units().items():
        environment: dict[str, str] = {}
        for name, value in lines:
            if name == "EnvironmentFile":
                environment |= environment_file(value.lstrip("-").rpartition("/")[2])
            if name == "Environment":
                environment |= dict([value.split("=", 1)])
        for name, value in lines:
            if name == "ExecStart":
                yield Process(unit, _command(value), environment)


def _command(line: str) -> list[str]:
    """The words, of a shell's `exec` those it starts."""
    for specifier, value in UNIT_SPECIFIERS.items():
        line = line.replace(specifier, value)
    words = shlex.split(line)
    if words[:2] == ["/bin/sh", "-c"]:
        words = shlex.split(SUBSTITUTED.sub("made", words[2].partition("exec ")[2]))
    assert words[0].startswith(INSTALLED), words
    return [words[0].removeprefix(INSTALLED), *words[1:]]


def _of_compose() -> Iterator[Process]:
    for name, service in compose()["services"].items():
        if "command" in service:
            yield Process(
                f"compose.yaml: {name}",
                service["command"],
                {key: COMPOSED.sub(_given, value) for key, value in service["environment"].items()},
            )


def _given(variable: re.Match[str]) -> str:
    """What a person would write there."""
    return environment_file("service.env").get(variable[1], "a password")


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.read(path, encoding="utf-8")
    assert parser.sections(), path
    for line in path.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith(("#", "[")):
            name, _, value = line.partition("=")
            yield name, value
