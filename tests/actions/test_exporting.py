"""The exported record: an auditor's copy that shows whatever was done to it."""

import json
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, delete

from actions.export_audit import export_audit
from actions.read_heads import read_heads
from actions.verify_audit import verify_audit
from models.database import reading, transaction
from models.event import EventPrivate
from models.settings import get_settings
from models.vocabulary import LetterKind
from notifications.house import house_letter
from rules import verify
from rules.refusal import Refusal
from rules.verify import EVENTS, HEADS, check_archive, head_line, known_heads
from tests.builders import A_PARTY, ANSWERED, NOW, answer, real_round
from tests.databases import sqlite_only

SECRET = "Sagen vedrører en navngiven borger"


@pytest.fixture
def archive(engine: Engine, tmp_path: Path) -> bytes:
    with transaction(engine) as session:
        round_ = real_round(session)
        answer(session, round_, remarks="Vi glæder os.", outcome="approved_with_remarks")
        answer(session, round_, "840", closed_item=True, dissent=SECRET)
    return exported(engine, tmp_path / "log.zip")


def exported(engine: Engine, path: Path, *, hashes_only: bool = False) -> bytes:
    with reading(engine) as session:
        export_audit(session, path, ANSWERED, hashes_only=hashes_only)
    return path.read_bytes()


def members(data: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def sealed(contents: dict[str, str]) -> bytes:
    """An archive as a forger would make it: all in order, the seal as well."""
    raw = BytesIO()
    with ZipFile(raw, "w", ZIP_DEFLATED) as archive:
        for name, text in contents.items():
            archive.writestr(name, text)
        archive.comment = bytes(verify.SEAL)
    data = raw.getvalue()[: -verify.SEAL]
    return data + sha256(data).hexdigest().encode()


def run(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_a_python_without_anything_else_verifies_it(archive: bytes, tmp_path: Path) -> None:
    (tmp_path / "verify.py").write_text(members(archive)["verify.py"], "utf-8")
    alone = (sys.executable, "-I", "-S", f"{tmp_path}/verify.py", f"{tmp_path}/log.zip")
    done = run(alone)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "the record is whole"
    (tmp_path / "log.zip").write_bytes(archive[:-1])
    assert run(alone).returncode == 1
    assert run((*alone[:-1], "away.zip")).returncode == 2


@sqlite_only
def test_every_byte_that_is_changed_removed_moved_or_cut_off_shows(archive: bytes) -> None:
    """All of them, not a sample: a few tens of thousands."""
    assert check_archive(archive).problems == []
    for at in range(len(archive)):
        changed = bytes([archive[at] ^ (at % 255 + 1)])
        assert check_archive(archive[:at] + changed + archive[at + 1 :]).problems
        assert check_archive(archive[:at] + archive[at + 1 :]).problems
        assert check_archive(archive[:at]).problems
        pair = archive[at : at + 2]
        if len(set(pair)) == 2:
            assert check_archive(archive[:at] + pair[::-1] + archive[at + 2 :]).problems


@sqlite_only
@given(data=st.data())
def test_what_is_forged_and_sealed_anew_shows_by_the_chains(
    archive: bytes, data: st.DataObject
) -> None:
    contents = members(archive)
    name = data.draw(st.sampled_from([EVENTS, HEADS]))
    text = contents[name]
    at = data.draw(st.integers(0, len(text) - 1))
    lines = text.splitlines(keepends=True)
    row, other = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    moved = [*lines]
    moved[row], moved[other] = moved[other], moved[row]
    forged = data.draw(
        st.sampled_from(
            [
                text[:at] + data.draw(st.characters(codec="utf-8")) + text[at + 1 :],
                text[:at] + text[at + 1 :],
                text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
                text[:at],
                "".join(lines[:row] + lines[row + 1 :]),
                "".join(lines[: row + 1] + lines[row:]),
                "".join(moved),
            ]
        )
    )
    if name == HEADS and sorted(forged.splitlines()) == sorted(text.splitlines()):
        return  # the order of the chains says nothing
    if forged != text:
        assert check_archive(sealed({**contents, name: forged})).problems


@sqlite_only
def test_a_record_that_was_rewritten_shows_by_what_was_mailed_before(
    archive: bytes, engine: Engine
) -> None:
    """Whoever has the database can make all hashes anew; not those that others have kept."""
    with reading(engine) as session:
        heads = read_heads(session, sandbox=False)
    kind, settings = LetterKind.CHAIN_HEADS, get_settings()
    facts = {"heads": heads, "day": NOW.date()}
    mail = house_letter(kind, "k", "a@b.dk", facts, NOW, settings).source or b""
    kept = known_heads(mail)
    assert kept == heads
    assert check_archive(archive, kept).problems == []

    contents, ends, prev = members(archive), {}, {"": ""}
    rows = []
    for line in contents[EVENTS].splitlines():
        row = json.loads(line)
        if row["party"] == A_PARTY and row["kind"] == "seat.answered":
            row["payload"]["outcome"] = "rejected"
        row["prev"] = prev.get(row["chain"], "")
        row["hash"] = prev[row["chain"]] = verify.record_hash(row)
        ends[row["chain"]] = (row["chain"], row["seq"], row["hash"])
        rows.append(verify.canonical(row) + "\n")
    forged = sealed(
        {**contents, EVENTS: "".join(rows), HEADS: "".join(map(head_line, ends.values()))}
    )
    assert check_archive(forged).problems == []
    name, seq, _ = kept[0]
    assert check_archive(forged, kept).problems == [
        f"{name} {seq}: was given out with another head; it was rewritten or lost"
    ]
    with reading(engine) as session:
        assert verify_audit(session, kept).problems == []
        assert verify_audit(session, [(name, seq, "0" * 64)]).problems


def test_texts_come_along_unless_erased_or_closed_or_left_out(
    archive: bytes, engine: Engine, tmp_path: Path
) -> None:
    assert "Vi glæder os." in members(archive)[EVENTS]
    assert SECRET not in members(archive)[EVENTS]
    bare = members(exported(engine, tmp_path / "bare.zip", hashes_only=True))
    assert "Vi glæder os." not in bare[EVENTS]
    assert "Anna" not in bare[EVENTS]
    assert "@" not in bare[EVENTS]
    with transaction(engine) as session:
        session.execute(delete(EventPrivate))
    erased = exported(engine, tmp_path / "erased.zip")
    assert members(erased)[EVENTS] == bare[EVENTS]
    assert check_archive(erased).problems == []


@sqlite_only
def test_the_same_record_is_the_same_file_and_never_over_another(
    archive: bytes, engine: Engine, tmp_path: Path
) -> None:
    assert exported(engine, tmp_path / "again.zip") == archive
    with Session(engine) as session, pytest.raises(Refusal, match="findes allerede"):
        export_audit(session, tmp_path / "again.zip", ANSWERED)
    assert sorted(path.name for path in tmp_path.glob("*.zip*")) == ["again.zip", "log.zip"]


@pytest.mark.parametrize(
    "data", [b"", b"x" * 64, sealed({}), sealed({EVENTS: "[]\n", HEADS: ""}), b"PK" + b"0" * 99]
)
def test_what_is_no_archive_is_none(data: bytes) -> None:
    assert check_archive(data).problems


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"round:1 17 " + b"a" * 64, [("round:1", 17, "a" * 64)]),
        (b"Kode: system 2 " + b"0" * 64 + b".\n", [("system", 2, "0" * 64)]),
        (b"round:1 17 " + b"a" * 63, []),
        (b"\xff\xfe" + b"sandbox:3 1 " + b"b" * 64, [("sandbox:3", 1, "b" * 64)]),
        (b"", []),
    ],
)
def test_heads_are_found_in_what_people_keep(text: bytes, found: list[verify.Head]) -> None:
    assert known_heads(text) == found
