"""The exported record: a zip that a program of one file checks, sealed at its end.

The seal is the zip's comment, the SHA-256 of every byte before it, so that one that is changed,
moved or lost shows. The same record at the same moment gives the same bytes.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import file_digest
from importlib.resources import files
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from models.event_kinds import KINDS
from models.reference import Party
from notifications.danish import install
from rules.verify import EVENTS, HEADS, README, SEAL, VERIFIER, Head, Record, canonical, head_line


def write_archive(
    path: Path,
    records: Iterable[Record],
    heads: Sequence[Head],
    parties: Sequence[Party],
    now: datetime,
    *,
    hashes_only: bool,
) -> int:
    """The number of events; `heads` are of the same moment as `records`, ordered by chain and seq.

    hashes_only  said in the archive's own words: no record comes with its texts
    """
    count = 0
    with ZipFile(path, "w") as archive:
        words = _readme(heads=heads, parties=parties, now=now, hashes_only=hashes_only)
        archive.writestr(_member(README), words)
        archive.writestr(_member(VERIFIER), files("rules").joinpath("verify.py").read_bytes())
        archive.writestr(_member(HEADS), "".join(map(head_line, heads)))
        with archive.open(_member(EVENTS), "w") as lines:
            for record in records:
                lines.write(f"{canonical(record)}\n".encode())
                count += 1
        archive.comment = bytes(SEAL)
    _seal(path)
    return count


def _seal(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(-SEAL, 2)
        file.truncate()
        file.seek(0)
        digest = file_digest(file, "sha256").hexdigest()
        file.write(digest.encode())


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name)  # dated 1980: the moment stands in the text
    member.compress_type = ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member


def _readme(**facts: object) -> str:
    environment = Environment(
        loader=PackageLoader("reports"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701  plain text
    )
    install(environment)
    return environment.get_template("archive.txt").render(facts, kinds=KINDS.values())
