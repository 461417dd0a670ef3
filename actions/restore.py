"""A backup becomes a database again: into an empty one only, checked, with letters paused."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session, func, select

from actions.back_up import Manifest, check_files, lines_of
from actions.verify_audit import verify_audit
from models.agreement import StoredFile
from models.event import Chain
from models.letter import Pause
from models.migrate import revision_of
from models.snapshot import kept_tables, load
from rules.refusal import Refusal, Why


def restore(session: Session, folder: Path, now: datetime) -> Manifest:
    """Load every table and hold counts, chains, heads and files against the manifest.

    Raises Refusal, and the caller's transaction is rolled back, when the database is not empty or
    anything differs. No letter leaves before `resume_letters`: an old backup starts no storm.
    """
    check_files(folder)
    manifest = Manifest.read(folder)
    connection = session.connection()
    if manifest.revision != revision_of(connection):
        raise Refusal(
            f"Sikkerhedskopien har skema {manifest.revision}. Brug den udgave, den er taget med.",
            why=Why.CONFLICT,
        )
    for table in kept_tables():
        if connection.scalar(select(func.count()).select_from(table)):
            raise Refusal(
                f"Databasen er ikke tom ({table.name}). Gendan i en tom.", why=Why.CONFLICT
            )
    for table in kept_tables():
        load(connection, table, lines_of(folder, table.name, manifest))
    _refuse(_faults(session, manifest))
    session.merge(Pause(name="letters", since=now, reason=f"restored from {manifest.made_at}"))
    return manifest


def resume_letters(session: Session) -> bool:
    """Let letters go again; false when they were not paused."""
    pause = session.get(Pause, "letters")
    if pause is None:
        return False
    session.delete(pause)
    return True


def _faults(session: Session, manifest: Manifest) -> Iterable[str]:
    yield from verify_audit(session).problems
    heads = {end.name: [end.seq, end.head] for end in session.exec(select(Chain))}
    if heads != manifest.chains:
        yield "the chains end elsewhere than the backup says"
    for stored in session.exec(select(StoredFile).execution_options(yield_per=10)):
        if sha256(stored.content).hexdigest() != stored.sha256:
            yield f"file {stored.sha256} has other bytes"


def _refuse(faults: Iterable[str]) -> None:
    for fault in faults:
        raise Refusal(f"Sikkerhedskopien kan ikke bruges: {fault}.", field="dir")
