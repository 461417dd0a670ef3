"""The only writer of events: natural key, gapless seq and a hash that covers the one before."""

import secrets
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from models.database import add_row
from models.event import Chain, Event, EventPrivate
from models.event_kinds import KINDS
from models.round import Round
from rules.chain import event_hash
from rules.verify import SANDBOX, private_hash, round_chain

ENGINE = "engine"  # who did what nobody asked for
LOCK_END = select(Chain.seq, Chain.head).where(Chain.name == bindparam("of")).with_for_update()
SAME = select(Event.id).where(Event.chain == bindparam("of"), Event.key == bindparam("as"))
MOVE_END = update(Chain).where(col(Chain.name) == bindparam("of"))


def chain_of(round_: Round) -> str:
    return round_chain(round_.id, sandbox=round_.sandbox)


def record(
    session: Session,
    chain: str,
    kind: str,
    key: str,
    now: datetime,
    payload: dict[str, Any],
    *,
    round_: Round | None = None,
    party_code: str | None = None,
    private: dict[str, Any] | None = None,
) -> Event | None:
    """Append an event; null when one with this key is already in the chain.

    The chain's row is locked until commit, so writers of one chain queue up and none forks it.
    Raises ValueError for a kind, or a payload key, that `models/event_kinds.py` does not list.
    """
    _check_kind(kind, payload, private or {})
    seq, head = _locked_end(session, chain)
    if session.connection().execute(SAME, {"of": chain, "as": key}).first():
        return None
    salt = secrets.token_hex(16)
    if private:
        payload = {**payload, "private": private_hash(salt, private)}
    event = Event(
        chain=chain,
        seq=seq + 1,
        at=now.astimezone(UTC),
        kind=kind,
        key=key,
        round_id=round_.id if round_ else None,
        party_code=party_code,
        sandbox=chain.startswith(SANDBOX),
        payload=payload,
        prev=head,
        hash="",
    )
    event.hash = event_hash(event)
    add_row(session, event)
    session.connection().execute(MOVE_END, {"of": chain, "seq": event.seq, "head": event.hash})
    if private:
        add_row(session, EventPrivate(event_id=event.id or 0, salt=salt, data=private))
    return event


def _check_kind(kind: str, payload: dict[str, Any], private: dict[str, Any]) -> None:
    if kind not in KINDS:
        raise ValueError(f"no such event kind: {kind}")
    extra = set(payload) - set(KINDS[kind].payload) | set(private) - set(KINDS[kind].private)
    if extra:
        raise ValueError(f"{kind} does not list {', '.join(sorted(extra))}")


def _locked_end(session: Session, chain: str) -> tuple[int, str]:
    """Seq and head of the chain's last event; its row is ours until commit."""
    connection = session.connection()
    found = connection.execute(LOCK_END, {"of": chain}).first()
    if found is None:
        with suppress(IntegrityError), session.begin_nested():  # another writer may begin it first
            add_row(session, Chain(name=chain))
        found = connection.execute(LOCK_END, {"of": chain}).one()
    return found.seq, found.head
