"""Secret keys: made once beside the SQLite database, or as configured."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from models.keys import get_keys, keys_of
from models.settings import Settings, SettingsError, get_settings


def settings(data: Path, **changes: str) -> Settings:
    facts = {"secret_key": "", "database_url": ""} | changes
    return Settings(_env_file=None, data_dir=data, **facts)  # type: ignore[arg-type]


@pytest.mark.usefixtures("environment")
def test_a_key_is_made_once_and_for_nobody_else(tmp_path: Path) -> None:
    first = keys_of(settings(tmp_path / "var"))
    file = tmp_path / "var" / "secret.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keys_of(settings(tmp_path / "var")) == first
    assert keys_of(settings(tmp_path / "other")) != first
    assert [path.name for path in file.parent.iterdir()] == ["secret.key"]


def test_two_that_start_at_once_have_the_same_key(tmp_path: Path) -> None:
    barrier = Barrier(8)

    def one(_number: int) -> bytes:
        barrier.wait()
        return keys_of(settings(tmp_path))[0]

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(one, range(8)))) == 1


def test_several_keys_in_order(tmp_path: Path) -> None:
    new, old = "n" * 16, "o" * 40
    both = keys_of(settings(tmp_path, secret_key=f" {new} ,{old},"))
    assert both == [
        keys_of(settings(tmp_path, secret_key=new))[0],
        keys_of(settings(tmp_path, secret_key=old))[0],
    ]
    assert all(len(key) == 32 for key in both)


@pytest.mark.parametrize("key", ["short", f"{'n' * 16},short"])
def test_a_short_key_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(SettingsError, match=r"RAMMEAFTALE_SECRET_KEY.* 16 "):
        keys_of(settings(tmp_path, secret_key=key))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x/y"),
        ("DATABASE_URL", "postgresql://x/y"),
        ("BASE_URL", "rammeaftale.dk"),
        ("BASE_URL", "ftp://rammeaftale.dk"),
        ("SMTP_URL", "mail.kommune.dk:25"),
        ("PREFECT_API_URL", "localhost"),
        ("LANGUAGE", "tlh"),
        ("SECRET_KEY", ""),  # with PostgreSQL
    ],
)
def test_a_wrong_setting_is_named_in_one_line(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    if name == "SECRET_KEY":
        environment.setenv("RAMMEAFTALE_DATABASE_URL", "postgresql+psycopg://x/y")
    environment.setenv(f"RAMMEAFTALE_{name}", value)
    with pytest.raises(SettingsError) as refused:
        get_settings()
    assert "\n" not in str(refused.value)
    assert name.lower() in str(refused.value).lower()


def test_settings_are_read_once(environment: pytest.MonkeyPatch) -> None:
    before = get_settings(), get_keys()
    environment.setenv("RAMMEAFTALE_SECRET_KEY", "another key altogether")
    assert (get_settings(), get_keys()) == before
