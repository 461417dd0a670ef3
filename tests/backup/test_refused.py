"""What is refused: any changed byte, another release's schema, a database that is not empty."""

import json
from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy import Engine

from actions.back_up import MANIFEST, SUMS
from models.database import make_engine, transaction
from models.migrate import migrate
from rules.refusal import Refusal
from tests.backup.test_round_trip import backed_up, nothing_in, restored
from tests.builders import real_round, sandbox_round
from tests.databases import without_waiting_for_the_disk

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.parametrize("empty", ["sqlite"], indirect=True),
]


@pytest.fixture
def copy(engine: Engine, tmp_path: Path) -> Path:
    with transaction(engine) as session:
        sandbox_round(session)  # with the agreement's documents
    backed_up(engine, tmp_path / "copy")
    return tmp_path / "copy"


def test_a_damaged_byte_in_any_file_is_refused(copy: Path, empty: Engine) -> None:
    paths = sorted(copy.iterdir())
    assert {MANIFEST, SUMS, "event.jsonl.gz", "letter.jsonl.gz"} <= {path.name for path in paths}
    for path in paths:
        whole = path.read_bytes()
        for place in {0, 4, 9, len(whole) // 2, len(whole) - 1}:  # 4 to 9: gzip's unused header
            damaged = bytearray(whole)
            damaged[place] ^= 1
            path.write_bytes(damaged)
            with pytest.raises(Refusal, match="beskadiget"):
                restored(empty, copy)
        path.write_bytes(whole)
    assert nothing_in(empty)
    restored(empty, copy)


@pytest.mark.parametrize("change", ["cut", "gone", "new", "empty"])
def test_a_file_that_is_cut_gone_or_new_is_refused(copy: Path, empty: Engine, change: str) -> None:
    path = copy / "answer.jsonl.gz"
    match change:
        case "cut":
            path.write_bytes(path.read_bytes()[:-5])
        case "gone":
            path.unlink()
        case "new":
            (copy / "other.jsonl.gz").write_bytes(path.read_bytes())
        case _:
            path.write_bytes(b"")
    with pytest.raises(Refusal, match="beskadiget"):
        restored(empty, copy)
    assert nothing_in(empty)


def test_a_database_that_is_not_empty_is_refused_and_left_alone(
    copy: Path, empty: Engine, engine: Engine
) -> None:
    with transaction(empty) as session:
        real_round(session)
    with pytest.raises(Refusal, match="ikke tom"):
        restored(empty, copy)
    with pytest.raises(Refusal, match="ikke tom"):
        restored(engine, copy)


def test_a_folder_in_use_and_one_that_is_no_backup_are_refused(
    copy: Path, empty: Engine, engine: Engine, tmp_path: Path
) -> None:
    with pytest.raises(Refusal, match="er ikke tom"):
        backed_up(engine, copy)
    (tmp_path / "nothing").mkdir()
    with pytest.raises(Refusal, match="er ikke en sikkerhedskopi"):
        restored(empty, tmp_path / "nothing")


def test_one_of_another_release_is_refused(
    copy: Path, empty: Engine, engine: Engine, tmp_path: Path
) -> None:
    with transaction(engine) as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")
    backed_up(engine, tmp_path / "older")
    assert json.loads((tmp_path / "older" / MANIFEST).read_text())["revision"] == "older"
    with pytest.raises(Refusal, match="skema older"):
        restored(empty, tmp_path / "older")


def test_a_backup_that_fails_half_way_leaves_nothing(engine: Engine, empty: Engine) -> None:
    """`empty` has lost a table: its backup cannot be made."""
    folder = Path(str(empty.url.database)).parent / "half"
    with empty.begin() as connection:
        connection.exec_driver_sql("DROP TABLE step")
    with pytest.raises(Exception, match="no such table"):
        backed_up(empty, folder)
    assert not [path for path in folder.parent.iterdir() if "half" in path.name]


def test_it_may_be_made_into_an_empty_folder_and_moved(
    copy: Path, empty: Engine, engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / "mounted").mkdir()
    backed_up(engine, tmp_path / "mounted")
    copytree(tmp_path / "mounted", tmp_path / "elsewhere")
    restored(empty, tmp_path / "elsewhere")
    other = make_engine(f"sqlite:///{tmp_path}/other.db")
    without_waiting_for_the_disk(other)
    migrate(other)
    restored(other, copy)
    other.dispose()
