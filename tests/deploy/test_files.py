"""What stands in deploy/ is held against the settings, the commands and the script that is run."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import uvicorn

from cli.main import rammeaftale
from cli.prefect_process import POOL
from deploy.installation import NEEDED, Installation
from models.settings import Settings
from tests.deploy.words import (
    DEPLOY,
    INSTALLED,
    Process,
    compose,
    environment_file,
    processes,
    units,
)

ROOT = DEPLOY.parent
PROCESSES = processes()
OURS = {f"RAMMEAFTALE_{name.upper()}" for name in Settings.model_fields}
OTHERS = {"DO_NOT_TRACK", "FORWARDED_ALLOW_IPS", "PREFECT__SERVER_FINAL"}
ONE_MACHINE = ("rammeaftale.service", "rammeaftale-nightly.service")
SERVER = "prefect.server.api.server:create_app"
SCALED_OUT = [p for p in PROCESSES if p.where not in ONE_MACHINE and SERVER not in p.command]
by_where = pytest.mark.parametrize("process", PROCESSES, ids=lambda p: f"{p.where} {p.command[1]}")


@by_where
def test_every_variable_exists(process: Process, prefect_names: set[str]) -> None:
    assert set(process.environment) <= OURS | OTHERS | prefect_names


@pytest.fixture(scope="module")
def prefect_names() -> set[str]:
    """What Prefect itself says it reads; asked elsewhere, for it keeps what it has read."""
    code = (
        "from prefect.settings.legacy import _get_settings_fields as names;"
        "from prefect.settings.models.root import Settings; print(*names(Settings))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.split())


@by_where
def test_every_command_exists_with_its_options(process: Process) -> None:
    program, *words = process.command
    if program == "rammeaftale":
        _accepts(rammeaftale, words)
        return
    assert program == "python"
    match words:
        case ["-m", "uvicorn", *rest]:
            _accepts(uvicorn.main, rest)
        case ["-m", "flows.worker", *rest]:
            assert set(filter(_is_option, rest)) <= _options_of("flows.worker")
            assert rest[:2] == ["--pool", POOL]
        case ["-m", "prefect", *rest]:
            assert rest[:3] == ["--no-prompt", "deploy", "--all"]
            assert (ROOT / rest[rest.index("--prefect-file") + 1]).exists()
        case _:
            pytest.fail(f"{process.where}: {process.command}")


@pytest.mark.parametrize("process", SCALED_OUT, ids=lambda p: f"{p.where} {p.command[1]}")
def test_settings_are_whole(process: Process, environment: pytest.MonkeyPatch) -> None:
    """Whoever runs our code on many machines has all that is required there, and agrees on it."""
    for name, value in process.environment.items():
        environment.setenv(name, value)
    settings = Settings(_env_file=None)
    assert settings.database.startswith("postgresql+psycopg://")
    assert settings.secret_key
    assert settings.prefect_api_url
    assert process.environment["PREFECT_API_AUTH_STRING"]
    as_owner = "//rammeaftale_owner:" in settings.database
    assert as_owner is ("migrate" in process.command or "release" in process.where)


def test_what_the_script_needs_is_what_the_files_give() -> None:
    given = set(environment_file("service.env")) | set(environment_file("prefect.env"))
    assert set(NEEDED) <= given
    assert {name for name in given if name.startswith("RAMMEAFTALE_")} <= OURS


def test_the_units_start_what_the_script_starts(tmp_path: Path) -> None:
    """One truth: the script is what chaos is tried on."""
    house = Installation(tmp_path, dict.fromkeys(NEEDED, "x" * 16), 8000, webs=1, workers=1)
    started = [_without_values(list(child.command[2:])) for child in house.children]
    for process in (p for p in PROCESSES if "@" in p.where or "prefect" in p.where):
        words = (
            ["cli.main", *process.command[1:]] if "web" in process.where else process.command[2:]
        )
        assert any(set(_without_values(words)) <= set(known) for known in started), process


def test_every_unit_is_hardened_and_finds_its_files() -> None:
    for name, lines in units().items():
        said = dict(lines)
        if not name.endswith(".service"):
            assert f"{name.removesuffix('.timer')}.service" in units()
            continue
        assert (said["User"], said["NoNewPrivileges"]) == ("rammeaftale", "true")
        assert said["ProtectSystem"] == "strict"
        home = dict(v.split("=", 1) for k, v in lines if k == "Environment")
        folders = {home.get("RAMMEAFTALE_DATA_DIR"), home.get("PREFECT_HOME")} - {None}
        assert folders == {f"/var/lib/{said['StateDirectory']}"}
        for path in (v.lstrip("-") for k, v in lines if k == "EnvironmentFile"):
            assert (DEPLOY / "environment" / Path(path).name).exists()


def test_compose_is_three_webs_two_workers_and_one_of_each_other() -> None:
    services = compose()["services"]
    assert services["web"]["deploy"]["replicas"] == 3
    assert services["web"]["ports"] == ["127.0.0.1:8000-8002:8000"]
    assert services["worker"]["deploy"]["replicas"] == 2
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
    mounted = services["postgresql"]["volumes"][1].partition(":")[0]
    assert (DEPLOY / mounted).exists()
    asked = set(re.findall(r"\$(?!\{)(\w+)", (DEPLOY / "postgresql/roles.sh").read_text()))
    assert asked <= set(services["postgresql"]["environment"])
    docker = (DEPLOY / "Dockerfile").read_text()
    assert INSTALLED.rstrip("/") in docker
    assert compose()["x-image"]["build"] == {"context": "..", "dockerfile": "deploy/Dockerfile"}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
def test_systemd_itself_understands_the_units() -> None:
    paths = [str(path) for path in sorted((DEPLOY / "systemd").iterdir())]
    command = ["systemd-analyze", "verify", "--man=no", *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "rammeaftale" in line]
    assert [line for line in ours if "is not executable" not in line] == []


def _accepts(command: click.Command, words: list[str]) -> None:
    """Raises click.UsageError for a word that it does not know."""
    with command.make_context(command.name or "", list(words), resilient_parsing=False) as context:
        if isinstance(command, click.Group):
            name, found, rest = command.resolve_command(context, [*context._protected_args])
            assert found is not None, name
            _accepts(found, [*rest, *context.args])


def _options_of(module: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return set(re.findall(r"--[a-z]+", done.stdout))


def _is_option(word: str) -> bool:
    return word.startswith("--")


def _without_values(words: list[str]) -> list[str]:
    """Options, modules and commands; not what differs from machine to machine."""
    return [w for w in words if _is_option(w) or re.fullmatch(r"[a-z_]+(\.[a-z_:]+)*|web", w)]
