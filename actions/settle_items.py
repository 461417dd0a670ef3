"""The secretariat accepts what a party told, or asks back: one answer and one letter for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.ask_seat_again import ask_seat_again
from actions.check_answer import check_answer
from actions.items_asked import accepted
from actions.primary_contacts import primary_contacts
from actions.record import chain_of, record
from models.database import change_row
from models.round import Round
from models.seat import Seat
from models.vocabulary import LetterKind, SeatState
from notifications.outbox import Recipient, queue_letters
from rules.closing import LIVE
from rules.danish_time import danish_date
from rules.questions.items import Item, ItemMove, ItemState, items_of, rows_of
from rules.refusal import Refusal, Why
from rules.seats import FINAL
from rules.text import paragraphs

LONGEST_QUESTION = 2_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """About one item; `question` is what the party is asked back, of no use when it is accepted."""

    number: int
    accept: bool
    question: str = ""


def settle_items(
    session: Session, round_: Round, seat: Seat, verdicts: Sequence[Verdict], now: datetime, by: str
) -> Seat:
    """Raises Refusal naming the item, with nothing changed. What is left out waits.

    Asked back, the party is asked again about those alone and reminded as before; when all is
    accepted, its answer is checked.
    """
    if round_.state not in LIVE:
        raise Refusal("Runden er afsluttet.", why=Why.CONFLICT)
    if not verdicts:
        raise Refusal("Vælg, hvilke svar der godtages, og hvilke I vil spørge til.", field="items")
    items = {item.number: item for item in items_of(seat)}
    settled = [_settled(items, verdict) for verdict in verdicts]
    items |= {item.number: item for item in settled}
    back = [item for item in settled if item.state is ItemState.ASKED_BACK]
    rows = {"items": rows_of(items.values())}
    if back and seat.state in FINAL:
        ask_seat_again(session, round_, seat, now, rows)
    else:
        change_row(session, seat, {**rows, "version": seat.version + 1}, version=seat.version)
    for item in settled:
        _record(session, round_, seat, item, now, by)
        if item.state is ItemState.ACCEPTED:
            accepted(session, round_, seat, item, now, by)
    if back:
        _ask(session, round_, seat, back, now)
    if seat.state is SeatState.ANSWERED and all(
        item.state is ItemState.ACCEPTED for item in items.values()
    ):
        check_answer(session, round_, seat, now, by)
    return seat


def _settled(items: dict[int, Item], verdict: Verdict) -> Item:
    field = f"{verdict.number}.verdict"
    item = items.get(verdict.number)
    if item is None:
        raise Refusal(f"Der er ingen afvigelse nr. {verdict.number}.", field=field)
    if verdict.accept:
        return item.moved(ItemMove.ACCEPT)
    question = paragraphs(verdict.question, f"{verdict.number}.question", limit=LONGEST_QUESTION)
    if not question:
        raise Refusal(
            f"{item.title}: Skriv, hvad I vil spørge om.", field=f"{verdict.number}.question"
        )
    return item.moved(ItemMove.ASK_BACK, question=question)


def _record(
    session: Session, round_: Round, seat: Seat, item: Item, now: datetime, by: str
) -> None:
    accepted = item.state is ItemState.ACCEPTED
    kind = "item.accepted" if accepted else "item.asked_back"
    payload: dict[str, Any] = {"number": item.number, "title": item.title, "by": by}
    record(
        session,
        chain_of(round_),
        kind,
        f"{kind}:{seat.id}:{item.number}:{seat.version}",
        now,
        payload,
        round_=round_,
        party_code=seat.code,
        private=None if accepted else {"question": item.question},
    )


def _ask(session: Session, round_: Round, seat: Seat, back: list[Item], now: datetime) -> None:
    primary = primary_contacts(session, [seat.id or 0], danish_date(now))
    queue_letters(
        session,
        round_,
        LetterKind.ASKED_BACK,
        [Recipient(seat, contact) for contact in primary.get(seat.id, [])],
        occasion=f"back-{seat.version}",
        due_at=now,
        facts={"back": back},
    )
