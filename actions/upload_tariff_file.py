"""A tariff file is looked at: kept with what was read of it, until somebody accepts it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from actions.attach_document import store_file
from actions.collector import without_collector
from actions.import_tariffs import Imported, import_tariffs
from actions.read_tariff_file import Progress, read_tariffs
from actions.sheet_file import opened
from models.tariff import TariffFile
from reports.tariff_preview import preview
from rules.files import safe_filename
from rules.refusal import Refusal
from rules.tariff_cap_changes import YEARS
from rules.tariff_lines import Found

MEDIA = {
    b"PK": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"\xd0\xcf": "application/vnd.ms-excel",
}
ODS = "application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True, slots=True)
class GivenTariffs:
    """A file as it was sent, with how to read it (`models.tariff.TariffFile`)."""

    filename: str
    content: bytes
    year: int | None = None
    whole: bool = False
    mapping: Mapping[str, str] = field(default_factory=dict)


def upload_tariff_file(
    session: Session,
    given: GivenTariffs,
    now: datetime,
    by: str,
    progress: Progress | None = None,
) -> tuple[TariffFile, Found]:
    """Faults in its rows stand in the preview; Refusal for a file that is no table of tariffs."""
    if given.year is not None and given.year not in YEARS:
        raise Refusal("Året skal ligge mellem 2000 og 2100.", field="year")
    filename = safe_filename(given.filename, "file")
    with opened(given.content) as sheets:  # they are being read while the file is stored
        stored = store_file(session, given.content, _media(given.content))
        found = read_tariffs(session, sheets, given.year, given.mapping, progress)
    file = TariffFile(
        sha256=stored.sha256,
        filename=filename,
        year=given.year,
        whole=given.whole,
        mapping=dict(given.mapping),
        preview=preview(found),
        uploaded_at=now,
        uploaded_by=by,
    )
    session.add(file)
    session.flush()
    return file, found


@without_collector()
def take_in(
    session: Session,
    given: GivenTariffs,
    now: datetime,
    by: str,
    progress: Progress | None = None,
) -> Imported:
    """Looked at and accepted at once; nothing is kept of a file that was taken in before."""
    file, found = upload_tariff_file(session, given, now, by, progress)
    done = import_tariffs(session, file, found, now, by)
    if done.before:
        session.delete(file)
    return done


def _media(content: bytes) -> str:
    if content[30:38] == b"mimetype":
        return ODS
    return MEDIA.get(content[:2], "text/csv")
