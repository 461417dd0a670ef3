"""Open rounds of any size, made with the product's own tables and actions.

A KKR of the reference data has at most 47 parties. So a round is made from the template with the
twelve of the smallest one; then seats are added, first the country's other municipalities and
regions, then invented ones, each with one primary contact; and then it is started as any other.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, SQLModel, col, insert, select

from actions.create_round import create_round
from actions.retire_contact import count_without_contact
from actions.start_round import start_round
from models.database import get_engine, transaction
from models.keys import get_keys
from models.letter import Letter
from models.migrate import migrate
from models.reference import parties
from models.round import Round
from models.seat import Contact, Seat
from models.settings import get_settings
from models.tables import metadata
from models.vocabulary import ContactRole, PartyKind, SeatState
from notifications.unwritten import keep_texts, write_texts
from rules.danish_time import danish_date
from rules.links import token
from rules.planning import Wanted

BY = "benchmark"
KKR = "nordjylland"
BATCH = 10_000
SERIES = (
    "WITH RECURSIVE series (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < :count)"
)
KEY = "a key for benchmarks and for nothing else"


def environment(url: str, folder: Path, **settings: str) -> dict[str, str]:
    """The product's settings for a process of its own."""
    return {
        "RAMMEAFTALE_DATABASE_URL": url,
        "RAMMEAFTALE_DATA_DIR": str(folder),
        "RAMMEAFTALE_SECRET_KEY": KEY,
        "RAMMEAFTALE_BASE_URL": "https://rammeaftale.example.org",
        "RAMMEAFTALE_LETTERS_PER_MINUTE": "0",
        **settings,
    }


def lay_out(session: Session, size: int, now: datetime) -> Round:
    """A draft with `size` parties, each with a primary contact."""
    deadline = danish_date(now) + timedelta(days=120)
    period_from = date(deadline.year + 1, 1, 1)
    wanted = Wanted("biennial", kkr=KKR, period_from=period_from, deadline=deadline)
    round_ = create_round(session, wanted, now, BY)
    seats = session.exec(select(Seat).where(Seat.round_id == round_.id)).all()
    more = _more({seat.code for seat in seats}, round_.id or 0)
    while batch := list(islice(more, min(BATCH, size - round_.parties))):
        session.execute(insert(Seat), batch)
        round_.parties += len(batch)
    ids = session.exec(select(Seat.id).where(Seat.round_id == round_.id).order_by(col(Seat.id)))
    contacts = _contacts([id_ or 0 for id_ in ids])
    while batch := list(islice(contacts, BATCH)):
        session.execute(insert(Contact), batch)
    count_without_contact(session, round_)
    session.flush()
    return round_


def open_rounds(rounds: int, size: int, now: datetime) -> None:
    """A migrated database with open rounds of that many parties each."""
    migrate(get_engine())
    for _ in range(rounds):
        with transaction() as session:
            start_round(session, lay_out(session, size, now), now, BY)


def links(session: Session) -> Iterator[tuple[Seat, str]]:
    """Every seat with its link's token, round by round."""
    query = select(Seat, Contact).join(Contact, col(Contact.seat_id) == Seat.id)
    for seat, contact in session.exec(query.order_by(col(Seat.id))):
        yield (
            seat,
            token(
                get_keys()[0],
                seat_id=seat.id or 0,
                contact_id=contact.id or 0,
                generation=contact.link_generation,
            ),
        )


def copies(table: type[SQLModel], pattern: str, own: dict[str, str]) -> str:
    """Rows like the one whose id is `pattern`, but for the columns in `own`."""
    name = table.__tablename__
    columns = [column.name for column in metadata.tables[str(name)].columns]
    values = ", ".join(own.get(column, f'pattern."{column}"') for column in columns)
    quoted = ", ".join(f'"{column}"' for column in columns)  # "left" is a word of SQL's own
    return (
        f'{SERIES} INSERT INTO "{name}" ({quoted}) SELECT {values}'
        f' FROM series JOIN "{name}" AS pattern ON pattern.id = {pattern}'
    )


def write_lines(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def _more(taken: set[str], round_id: int) -> Iterator[dict[str, object]]:
    """The country's other parties, then invented ones."""
    for party in sorted(parties().values(), key=lambda party: party.code):
        if party.code not in taken:
            council = "regionsrådet" if party.kind is PartyKind.REGION else "byrådet"
            yield _seat(round_id, party.code, party.official_name, party.kind, council)
    number = 0
    while True:
        number += 1
        name = f"Kommune {number}"
        yield _seat(round_id, f"x{number:06}", name, PartyKind.MUNICIPALITY, "byrådet")


def _seat(round_id: int, code: str, party: str, kind: PartyKind, council: str) -> dict[str, object]:
    return {
        "round_id": round_id,
        "code": code,
        "party": party,
        "party_kind": kind,
        "council": council,
        "state": SeatState.WAITING,
        "version": 1,
        "case_number": "",
    }


def _contacts(seat_ids: list[int]) -> Iterator[dict[str, object]]:
    for seat_id in seat_ids:
        yield {
            "seat_id": seat_id,
            "name": "Anne Sørensen",
            "email": f"anne.soerensen.{seat_id}@kommune.example",
            "role": ContactRole.PRIMARY,
            "link_generation": 1,
        }


def queue_letters(parties: int, total: int, *, text_too: bool) -> None:
    """One open round whose invitations are queued, and as many copies of them as make `total`.

    text_too  written already; otherwise each is written when it is delivered
    """
    open_rounds(1, parties, datetime.now(UTC))
    if text_too:
        with transaction() as session:
            ids = [id_ for id_ in session.exec(select(Letter.id)) if id_]
            keep_texts(session, write_texts(session, ids, get_settings()))
    names = [column.name for column in Letter.__table__.columns if column.name != "id"]  # type: ignore[attr-defined]
    own = {
        "key": "letter.key || ':' || series.n",
        "message_id": "'<' || series.n || '.' || substr(letter.message_id, 2)",
    }
    with get_engine().begin() as connection:
        there = connection.scalar(text("SELECT count(*) FROM letter")) or 0
        connection.execute(
            text(
                f"{SERIES} INSERT INTO letter ({', '.join(names)})"
                f" SELECT {', '.join(own.get(name, f'letter.{name}') for name in names)}"
                " FROM series JOIN letter ON letter.id = 1 + series.n % :there"
            ),
            {"count": total - there, "there": there},
        )
