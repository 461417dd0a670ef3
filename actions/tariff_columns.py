"""The tariffs that hold, as columns: from the database, or, where they are many, from a copy of it.

The copy is two Parquet files in the data folder, named after the state of the tables they were made
from; one of another state is never read. It may be deleted at any time. Operators and mergers are
few and not in it: they are read each time.
"""

import hashlib
import io
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

import polars as pl
from sqlmodel import Session, col, func, select

from actions.collector import without_collector
from actions.read_mergers import read_mergers
from models.settings import get_settings
from models.tariff import TariffFile, TariffLine, TariffOperator, TariffService
from rules.tariff_columns import LINES, Columns, Operator, arranged, in_order

WORTH_A_COPY = 50_000  # lines; fewer are loaded in less than a second
OPERATORS = select(TariffOperator.id, TariffOperator.name, TariffOperator.kind, TariffOperator.code)
SERVICES = select(  # type: ignore[call-overload]
    TariffService.id,
    TariffService.operator_id,
    TariffService.provision,
    TariffService.paragraph,
    TariffService.service,
)
HOLDING = select(*(getattr(TariffLine, name) for name in LINES)).where(
    col(TariffLine.superseded_by).is_(None)
)
PARTS = ("services", "lines")
LAYOUT = 2  # of the copy; raised when what stands in it changes


def tariff_columns(session: Session, years: Sequence[int]) -> Columns:
    """Those of `years`, and perhaps others."""
    newest = session.exec(select(func.max(TariffLine.id))).one() or 0
    if newest < WORTH_A_COPY:
        return _loaded(session, years)
    paths = [_folder() / f"{_state(session, newest)}-{part}.parquet" for part in PARTS]
    with suppress(OSError, pl.exceptions.PolarsError):
        return _of_copy(session, paths)
    columns = _loaded(session, None)
    _keep(columns, paths)
    return columns


def _loaded(session: Session, years: Sequence[int] | None) -> Columns:
    connection = session.connection()
    query = HOLDING if years is None else HOLDING.where(col(TariffLine.year).in_(years))
    with without_collector():
        services = connection.execute(SERVICES).fetchall()
        lines = connection.execute(query).fetchall()
        return arranged(_operators(session), services, lines, read_mergers(session))


def _of_copy(session: Session, paths: Sequence[Path]) -> Columns:
    """The files as they are now: they may be replaced before their words are read."""
    services, lines = (pl.scan_parquet(io.BytesIO(path.read_bytes())) for path in paths)
    columns = Columns(_operators(session), services, lines, read_mergers(session))
    columns.numbers, columns.amounts  # noqa: B018 - read now, as they may be unreadable
    return columns


def _operators(session: Session) -> list[Operator]:
    return in_order(Operator(*row) for row in session.connection().execute(OPERATORS))


def _state(session: Session, newest: int) -> str:
    """Differs whenever what holds differs: lines change by a new line or by an accepted file."""
    accepted = select(func.count(), func.max(TariffFile.accepted_at)).where(
        col(TariffFile.accepted_at).is_not(None)
    )
    told = (LAYOUT, get_settings().database, newest, *session.exec(accepted).one())
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _folder() -> Path:
    return get_settings().data_dir / "tariff-columns"


def _keep(columns: Columns, paths: Sequence[Path]) -> None:
    """Each file is whole or not there; copies of earlier states go. Where nothing can be written,
    the database is read each time."""
    with suppress(OSError):
        _folder().mkdir(parents=True, exist_ok=True)
        for old in _folder().glob("*.parquet"):
            old.unlink(missing_ok=True)
        for frame, path in zip((columns.services, columns.lines), paths, strict=True):
            with NamedTemporaryFile(dir=_folder(), delete=False) as file:
                write(frame, file)
            Path(file.name).replace(path)


def write(frame: pl.LazyFrame, file: IO[bytes]) -> None:
    """Larger than it could be, as that is read twice as fast."""
    frame.sink_parquet(file, compression="lz4")
