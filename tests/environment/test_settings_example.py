"""`.env.example` is what an administrator starts from, so it names every setting and no other."""

import re
from pathlib import Path

import pytest

from models.settings import Settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_the_example_names_every_setting() -> None:
    named = re.findall(r"^#RAMMEAFTALE_(\w+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(name.lower() for name in named) == sorted(Settings.model_fields)


def test_every_value_of_the_example_is_valid(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#RAMMEAFTALE_"):
            name, value = line.removeprefix("#").split("=", 1)
            monkeypatch.setenv(name, value or "x" * 40)
    Settings(_env_file=None)
