"""A half-filled form is kept with the link it was typed at.

Nothing is recorded, for nothing was said. The form as it stands says what is kept already, so a
mail scanner that sends it changes nothing (DESIGN, invariant 4).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from actions.erase_draft import erase_draft, erase_files
from actions.open_link import OpenedLink
from actions.read_draft import draft_of
from actions.store_attachments import EVIDENCE_FIELD as EVIDENCE
from actions.store_attachments import GivenFile, store_attachments, store_evidence
from models.draft import Draft, DraftFile
from rules.drafts import kept
from rules.ended import must_be_live
from rules.questions.fields import check_number
from rules.questions.registry import question_for
from rules.questions.submission import Attachment


@dataclass(frozen=True, slots=True)
class Written:
    """A form as it was sent.

    files    of a kind that takes some: by its fields that do
    dropped  keys of files that were kept and are to go
    """

    typed: Mapping[str, str]
    evidence: GivenFile | None = None
    files: Mapping[str, Sequence[GivenFile]] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()


def keep_draft(
    session: Session,
    opened: OpenedLink,
    written: Written,
    blank: Mapping[str, str],
    now: datetime,
) -> None:
    """`blank` is what the form shows where there is no draft: saving that erases the draft.

    Raises Refusal: GONE or CONFLICT when the round takes no answers, else naming a field.
    """
    must_be_live(opened.round_)
    before = draft_of(session, opened.contact)
    shown = before.draft.typed if before else blank
    typed = kept(written.typed, shown, question_for(opened.round_, opened.seat))
    had = before.files if before else []
    added = list(_added(session, written, had))
    gone = [file for file in had if _goes(file, written, added)]
    if typed == blank and not added and len(gone) == len(had):
        erase_draft(session, opened.contact)
    elif not (before and typed == before.draft.typed and not added and not gone):
        draft = before.draft if before else Draft(contact_id=opened.contact.id or 0)  # type: ignore[call-arg]
        draft.typed, draft.seat_version, draft.saved_at = typed, opened.seat.version, now
        session.add(draft)
        session.flush()
        for file in added:
            session.add(
                DraftFile(
                    draft_id=draft.id or 0,
                    field=file.field,
                    filename=file.filename,
                    file_sha256=file.sha256,
                )
            )
        erase_files(session, gone)


def _added(session: Session, written: Written, had: Sequence[DraftFile]) -> Iterator[Attachment]:
    """Raises Refusal for a file that is of no kind we take, and for too many."""
    known = {(file.field, file.file_sha256) for file in had}
    if written.evidence:
        digest, name = store_evidence(session, written.evidence) or ("", "")
        if (EVIDENCE, digest) not in known:
            yield Attachment(name, digest, EVIDENCE)
    given = {(file.field, file.sha256): file for file in store_attachments(session, written.files)}
    fresh = [file for place, file in given.items() if place not in known]
    staying = [f for f in had if f.field in written.files and f.key not in written.dropped]
    check_number(
        [
            *((file.field, file.file_sha256) for file in staying),
            *((file.field, file.sha256) for file in fresh),
        ]
    )
    yield from fresh


def _goes(file: DraftFile, written: Written, added: Sequence[Attachment]) -> bool:
    """A new minutes extract takes the place of the one before; and what is asked no longer takes
    its files along."""
    replaced = file.field == EVIDENCE and any(new.field == EVIDENCE for new in added)
    asked = file.field == EVIDENCE or file.field in written.files
    return replaced or not asked or file.key in written.dropped
