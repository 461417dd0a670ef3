"""The set-up of a fresh machine: what is locked, and what is said when something is missing."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
HOST_OR_PATH = re.compile(r"https?://|file:|git\+|index-url|find-links|(?:^|\s)/\w")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_versions_and_hashes_and_no_host(lock: Path) -> None:
    text = lock.read_text()
    assert not HOST_OR_PATH.search(text)
    packages = re.split(r"\n(?=[a-z0-9])", text)
    assert packages
    for package in packages:
        assert "==" in package.splitlines()[0]
        assert "--hash=sha256:" in package


def test_the_npm_lock_has_integrity_and_no_host() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        assert not name or package["integrity"].startswith("sha512-")
        assert "resolved" not in package


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """An empty checkout with the installer alone, and an empty `bin` beside its tools."""
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "environment.sh").write_bytes(
        (ROOT / "tools" / "environment.sh").read_bytes()
    )
    (tmp_path / "requirements").mkdir()
    (tmp_path / "bin").mkdir()
    for needed in ("cat", "dirname", "grep", "mkdir", "basename", "readlink"):
        (tmp_path / "bin" / needed).symlink_to(str(shutil.which(needed)))
    return tmp_path


def refusal(checkout: Path, *step: str) -> str:
    """What the installer says when a step fails."""
    done = subprocess.run(
        ["/bin/sh", "tools/environment.sh", *step],
        cwd=checkout,
        env={"PATH": str(checkout / "bin"), "PIP_RETRIES": "0", "UV_HTTP_RETRIES": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    return done.stderr


def python(checkout: Path, script: str) -> None:
    """A stand-in for the system's Python: the installer only looks at how it answers."""
    path = checkout / "bin" / "python3"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_no_python(checkout: Path) -> None:
    assert refusal(checkout, "boot") == (
        "rammeaftale: Python is missing: install Python 3.11 or newer (python3)\n"
    )


def test_an_old_python(checkout: Path) -> None:
    python(checkout, 'case "$2" in *platform*) echo 3.9.2 ;; *) exit 1 ;; esac')
    assert refusal(checkout, "boot") == (
        "rammeaftale: Python 3.11 or newer is missing: python3 is 3.9.2\n"
    )


def test_no_venv_module(checkout: Path) -> None:
    python(checkout, 'case "$2" in *ensurepip*) exit 1 ;; esac')
    assert refusal(checkout, "boot").startswith("rammeaftale: the venv module is missing: ")
