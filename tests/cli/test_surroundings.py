"""What the command says when the machine or its settings are not as it needs them: one line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

WRONG = [  # the setting, its value, exit code, what the line names
    ("DATA_DIR", "FILE/folder", 1, "FILE"),
    ("DATABASE_URL", "postgresql+psycopg://127.0.0.1/x", 2, "RAMMEAFTALE_SECRET_KEY"),
    ("DATABASE_URL", "mysql://127.0.0.1/x", 2, "RAMMEAFTALE_DATABASE_URL"),
    ("MAIL_FROM", "Sekretariatet <ida@example.org>", 2, "RAMMEAFTALE_MAIL_FROM"),
    ("MAIL_FROM", "a b", 2, "RAMMEAFTALE_MAIL_FROM"),
]


@pytest.mark.parametrize(("name", "value", "code", "named"), WRONG)
def test_what_the_command_cannot_work_with_is_told_in_one_line(
    tmp_path: Path, name: str, value: str, code: int, named: str
) -> None:
    file = tmp_path / "file"
    file.touch()
    settings = {"DATA_DIR": str(tmp_path), name: value.replace("FILE", str(file))}
    ran = subprocess.run(
        [sys.executable, "-m", "cli.main", "round", "list"],
        env={**os.environ, **{f"RAMMEAFTALE_{key}": text for key, text in settings.items()}},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (code, "")
    assert ran.stderr.startswith("rammeaftale: ")
    assert named.replace("FILE", str(file)) in ran.stderr
    assert ran.stderr.count("\n") == 1
