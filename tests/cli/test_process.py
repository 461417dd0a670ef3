"""The command as a process of its own: its streams, its exit code and its start."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("environment")


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "cli.main", *words]
    return subprocess.run(
        command, cwd=ROOT, env=clean(folder), capture_output=True, text=True, check=False
    )


def clean(folder: Path) -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C",  # Danish all the same
        "RAMMEAFTALE_DATA_DIR": str(folder / "var"),
    }


def test_a_fresh_folder_to_a_running_round(tmp_path: Path) -> None:
    first = run("round", "list", "--json", folder=tmp_path)
    assert (first.returncode, json.loads(first.stdout)["items"], first.stderr) == (0, [], "")
    assert run("migrate", folder=tmp_path).returncode == 0
    started = run(
        *("round", "start", "--template", "sjaelland-2021-2022", "--sandbox", "--json"),
        folder=tmp_path,
    )
    assert started.returncode == 0, started.stderr
    assert json.loads(started.stdout)["title"] == "Rammeaftale 2021-2022 for KKR Sjælland"
    assert "Traceback" not in started.stderr
    ticked = run("tick", "--json", folder=tmp_path)
    assert json.loads(ticked.stdout)["delivered"] == 18
    verified = run("audit", "verify", folder=tmp_path)
    assert (verified.returncode, verified.stderr) == (0, "")


def test_bytes_that_are_no_text_are_answered_calmly(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "round", "start", "--template", b"\xff\xfe"],
        cwd=ROOT,
        env=clean(tmp_path),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1


def test_only_who_judges_tariffs_loads_the_library_for_columns() -> None:
    """It is 60 MB and a fifth of a second in every process (ADR 0030)."""
    code = "import sys, api.app, cli.main; print('polars' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
