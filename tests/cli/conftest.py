"""The command, run in this process as somebody at a shell would run it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine

from cli.main import main


@dataclass(frozen=True)
class Ran:
    """What a command left: exit code, and what it wrote where."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout."""
        return json.loads(self.out)


Command = Callable[..., Ran]


@pytest.fixture
def command(engine: Engine, capsys: pytest.CaptureFixture[str]) -> Command:
    """`command("round", "list", "--json")` on the test's own database."""
    return shell(capsys)


def shell(capsys: pytest.CaptureFixture[str]) -> Command:
    def run(*words: str) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        written = capsys.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, written.out, written.err)

    return run
