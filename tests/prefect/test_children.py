"""One child: when it is started again, and what becomes of its log."""

import os
import sys
import time
from pathlib import Path

import pytest

from cli import children
from cli.children import Child, rotate

ENDS_WHEN_TOLD = """
import os, sys, time
while not os.path.exists(sys.argv[1]):
    time.sleep(0.01)
sys.exit(1)
"""


def test_a_failing_child_is_retried_ever_more_rarely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time is the test's: `tend` sees a clock that jumps to whatever is due."""
    clock = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    go = tmp_path / "go"  # without it the child might be gone before `tend` has looked
    command = [sys.executable, "-c", ENDS_WHEN_TOLD, str(go)]
    child = Child("toy", command, os.environ, tmp_path / "toy.log", due=clock[0])

    def end() -> None:
        assert child.process is not None
        go.touch()
        child.process.wait()
        go.unlink()

    pauses = []
    for _ in range(8):
        child.tend()
        end()
        child.tend()
        assert child.due is not None
        pauses.append(child.due - clock[0])
        clock[0] = child.due
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30]
    child.tend()
    clock[0] += children.STABLE
    end()
    child.tend()
    assert child.due == clock[0] + 0.5, "a stable minute is forgiven"


def test_a_command_that_is_not_there_is_retried_as_well(tmp_path: Path) -> None:
    child = Child("toy", ["/nowhere/at/all"], os.environ, tmp_path / "toy.log", due=0.0)
    line = child.tend()
    assert line
    assert "could not be started" in line
    assert child.due


def test_logs_are_rotated_under_a_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "LOG_LIMIT", 10)
    log = tmp_path / "web.log"
    with log.open("a") as writer:
        for line in range(6):
            writer.write(f"line {line} is long enough\n")
            writer.flush()
            rotate(log)
    kept = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert kept == {
        "web.log": "",
        "web.log.1": "line 5 is long enough\n",
        "web.log.2": "line 4 is long enough\n",
        "web.log.3": "line 3 is long enough\n",
    }
