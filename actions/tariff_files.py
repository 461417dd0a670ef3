"""Tariff files that were sent in: found, explained column by column, accepted or put away."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from actions.collector import without_collector
from actions.import_tariffs import Imported, import_tariffs
from actions.read_tariff_file import read_tariffs
from actions.record import record
from actions.sheet_file import Sheet, read_sheets
from models.agreement import StoredFile
from models.event import Event
from models.tariff import TariffFile, TariffHeader
from reports.tariff_preview import preview
from rules.refusal import Refusal, Why
from rules.verify import SYSTEM

SHOWN = 15


def newest_tariff_files(session: Session) -> Sequence[TariffFile]:
    query = select(TariffFile).order_by(col(TariffFile.id).desc()).limit(SHOWN)
    return session.exec(query).all()


def tariff_file(session: Session, file_id: int) -> TariffFile:
    found = session.get(TariffFile, file_id)
    if found is None:
        raise Refusal(f"Der er ingen takstfil {file_id}.", why=Why.UNKNOWN)
    return found


def waiting_file(session: Session, file_id: int) -> TariffFile:
    """One that was not accepted yet, locked until commit where the database locks rows."""
    query = select(TariffFile).where(TariffFile.id == file_id).with_for_update()
    found = session.exec(query).first()
    if found is None:
        raise Refusal(f"Der er ingen takstfil {file_id}.", why=Why.UNKNOWN)
    if found.accepted_at:
        raise Refusal("Filen er indlæst. Send en ny fil for at rette den.", why=Why.CONFLICT)
    return found


@without_collector()
def accept_tariff_file(session: Session, file: TariffFile, now: datetime, by: str) -> Imported:
    """Refusal with the first fault; the same file taken in before leaves nothing behind."""
    found = read_tariffs(session, _sheets(session, file), file.year, file.mapping)
    done = import_tariffs(session, file, found, now, by)
    if done.before:
        session.delete(file)
    return done


def explain_columns(
    session: Session, file: TariffFile, mapping: Mapping[str, str], now: datetime, by: str
) -> None:
    """What a person says columns are, for this file and remembered for the next one."""
    new = {header: field for header, field in mapping.items() if file.mapping.get(header) != field}
    if not new:
        return
    file.mapping = {**file.mapping, **new}
    found = read_tariffs(session, _sheets(session, file), file.year, file.mapping)
    file.preview = preview(found)
    session.add(file)
    for header, field in new.items():
        session.merge(TariffHeader(header=header, field=field))
    key = f"tariff_columns.explained:{file.id}"
    times = session.exec(select(func.count()).where(col(Event.key).startswith(key))).one()
    facts = {"file": file.id, "columns": new, "by": by}
    record(session, SYSTEM, "tariff_columns.explained", f"{key}:{times + 1}", now, facts)


def put_away(session: Session, file: TariffFile) -> None:
    """Of a file that nobody accepted nothing is kept but its bytes, which others may share."""
    session.delete(file)


def _sheets(session: Session, file: TariffFile) -> Iterator[Sheet]:
    return read_sheets(session.get_one(StoredFile, file.sha256).content)
