"""The whole record as one file, for somebody who wants to check it without the product."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from actions.read_heads import read_heads
from actions.verify_audit import events_with_texts
from models.reference import parties
from reports.archive import write_archive
from rules.chain import record_of
from rules.refusal import Refusal
from rules.verify import Record


@dataclass(frozen=True, slots=True)
class Exported:
    chains: int
    events: int


def export_audit(
    session: Session, path: Path, now: datetime, *, hashes_only: bool = False
) -> Exported:
    """Write the archive; it appears whole or not at all, and never over another file.

    Texts of personal data come along where they are not erased, unless `hashes_only`; those of a
    closed item never. A record that is not whole is exported as it is: that is what shows it.
    `session` is a reading one, so that events and heads are of the same instant.
    """
    if path.exists():
        raise Refusal(f"{path} findes allerede. Vælg et nyt navn.", field="file")
    heads = read_heads(session)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        count = write_archive(
            draft,
            _records(session, hashes_only=hashes_only),
            heads,
            sorted(parties().values(), key=lambda party: party.code),
            now,
            hashes_only=hashes_only,
        )
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return Exported(len(heads), count)


def _records(session: Session, *, hashes_only: bool) -> Iterator[Record]:
    for event, private in events_with_texts(session):
        shown = not hashes_only and not event.payload.get("closed_item")
        yield record_of(event, private if shown else None)
