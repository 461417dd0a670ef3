"""A backup made while the service runs: one snapshot of every table, verified before it counts.

Keys are kept apart: neither `secret.key` nor a setting is in it, so nobody can derive links
from a backup. `SHA256SUMS` is what `sha256sum --check` reads: any changed byte shows, without us.
"""

import gzip
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from models.event import Chain
from models.migrate import revision_of
from models.snapshot import dump, kept_tables
from rules.refusal import Refusal, Why

FORMAT = 1
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: rows and SHA-256 (hex, of plain lines) per table, and chain heads."""

    format: int
    made_at: str
    revision: str
    tables: dict[str, dict[str, Any]]
    chains: dict[str, list[Any]]

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Refusal when the folder is no backup, or one of a later release."""
        try:
            manifest = cls(**json.loads((folder / MANIFEST).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            raise Refusal(f"{folder} er ikke en sikkerhedskopi.", field="dir") from None
        if manifest.format != FORMAT:
            raise Refusal(f"{folder} har format {manifest.format}, ikke {FORMAT}.", field="dir")
        return manifest


def back_up(session: Session, folder: Path, now: datetime) -> Manifest:
    """Write to `folder`, which must not exist or be empty; it appears whole or not at all.

    `session` is a reading one: all tables are seen at the same instant.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(f"{folder} er ikke tom. Vælg en ny mappe.", why=Why.CONFLICT, field="dir")
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
    draft.mkdir(parents=True)
    try:
        connection = session.connection()
        tables = {
            table.name: _write(draft / f"{table.name}.jsonl.gz", dump(connection, table))
            for table in kept_tables()
        }
        manifest = Manifest(
            format=FORMAT,
            made_at=now.isoformat(),
            revision=revision_of(connection) or "",
            tables=tables,
            chains={end.name: [end.seq, end.head] for end in session.exec(select(Chain))},
        )
        _keep(draft / MANIFEST, json.dumps(asdict(manifest), indent=2).encode())
        for table in kept_tables():  # what was written is what can be read
            for _line in lines_of(draft, table.name, manifest):
                pass
        _keep(draft / SUMS, _sums(draft).encode())
        check_files(draft)
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
        _sync(folder.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return manifest


def check_files(folder: Path) -> None:
    """Refusal when a file is missing, new or has other bytes than were written."""
    try:
        kept = (folder / SUMS).read_bytes()
    except OSError:
        raise Refusal(f"{folder} er ikke en sikkerhedskopi.", field="dir") from None
    if kept != (found := _sums(folder)).encode():
        lines = set(kept.decode("utf-8", "replace").splitlines())
        other = [line.split()[-1] for line in found.splitlines() if line not in lines]
        raise Refusal(f"Sikkerhedskopien er beskadiget: {(other or [SUMS])[0]}.", field="dir")


def lines_of(folder: Path, table: str, manifest: Manifest) -> Iterator[str]:
    """The table's lines; Refusal after the last one when they are not those that were written."""
    digest, rows = sha256(), 0
    try:
        with gzip.open(folder / f"{table}.jsonl.gz", "rt", encoding="utf-8", newline="\n") as file:
            for line in file:
                digest.update(line.encode())
                rows += 1
                yield line
    except (OSError, EOFError, UnicodeDecodeError):
        rows = -1
    if {"rows": rows, "sha256": digest.hexdigest()} != manifest.tables.get(table):
        raise Refusal(f"Sikkerhedskopiens {table}.jsonl.gz er beskadiget.", field="dir")


def _write(path: Path, lines: Iterator[str]) -> dict[str, Any]:
    digest, rows = sha256(), 0
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as packed:
        for line in lines:
            data = (line + "\n").encode()
            digest.update(data)
            packed.write(data)
            rows += 1
    _sync(path)
    return {"rows": rows, "sha256": digest.hexdigest()}


def _sums(folder: Path) -> str:
    """As `sha256sum` writes them, of every file but this one."""
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != SUMS)
    return "".join(f"{_sha256(folder / name)}  {name}\n" for name in names)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _keep(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    _sync(path)


def _sync(path: Path) -> None:
    """On disk, a folder as well as a file."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
