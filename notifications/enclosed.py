"""The files that go with a letter: named in its row, kept once under their SHA-256, put around its
text when it leaves. So a hundred letters with the same agreement keep it once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from models.agreement import StoredFile
from models.round import Round
from models.seat import Seat
from notifications.attached import Attachment

FILE: Table = StoredFile.__table__  # type: ignore[attr-defined]
CONTENTS = select(FILE.c.sha256, FILE.c.content).where(
    FILE.c.sha256.in_(bindparam("hashes", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """content  null: the file is kept already"""

    filename: str
    media_type: str
    sha256: str
    content: bytes | None = field(default=None, repr=False)

    @classmethod
    def new(cls, filename: str, media_type: str, content: bytes) -> "Enclosed":
        return cls(filename, media_type, sha256(content).hexdigest(), content)

    def as_json(self) -> list[str]:
        return [self.filename, self.media_type, self.sha256]


Enclose = Callable[[Session, Round, Seat], Sequence[Enclosed]]  # what an invitation takes along


def nothing(_session: Session, _round: Round, _seat: Seat) -> Sequence[Enclosed]:
    return ()


def keep(session: Session, files: Iterable[Enclosed]) -> None:
    rows = [
        {
            "sha256": file.sha256,
            "media_type": file.media_type,
            "size": len(file.content),
            "content": file.content,
        }
        for file in files
        if file.content is not None
    ]
    if not rows:
        return
    connection = session.connection()
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(make(FILE).on_conflict_do_nothing(index_elements=["sha256"]), rows)


def contents(session: Session, enclosed: Sequence[Sequence[str]] | None) -> dict[str, bytes]:
    """By SHA-256, of what a letter's row names."""
    if not enclosed:
        return {}
    hashes = [digest for _, _, digest in enclosed]
    return {row.sha256: row.content for row in session.execute(CONTENTS, {"hashes": hashes})}


def attachments(
    enclosed: Sequence[Sequence[str]] | None, found: Mapping[str, bytes]
) -> list[Attachment]:
    """KeyError for a file that is not there."""
    return [Attachment(name, media, found[digest]) for name, media, digest in enclosed or ()]
