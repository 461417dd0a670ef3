"""A contact says that the matter is not its own: its link ends, and the right one is looked for."""

from datetime import datetime

from sqlmodel import Session, col, select

from actions.end_links import end_links
from actions.open_link import OpenedLink
from actions.record import chain_of, record
from actions.retire_contact import retire_contact
from models.event import Event, EventPrivate
from models.round import Round
from models.seat import Seat
from models.vocabulary import Left
from rules.ended import must_be_live
from rules.text import paragraphs

DECLINED = "contact.declined"
WORDS_LIMIT = 1_000


def decline_contact(session: Session, opened: OpenedLink, words: str, now: datetime) -> None:
    """It is not written to any more, and no new link is sent to it; `words` may be empty.

    `now` is the round's own clock. Raises Refusal (GONE) when the round is over.
    """
    round_, seat, contact = opened.round_, opened.seat, opened.contact
    said = paragraphs(words, "words", limit=WORDS_LIMIT)
    must_be_live(round_)
    by = f"contact:{contact.id}"
    end_links(session, round_, seat, contact.id or 0, now, by)
    retire_contact(session, round_, contact, Left.NOT_MINE, now)
    record(
        session,
        chain_of(round_),
        DECLINED,
        f"{DECLINED}:{contact.id}:{contact.link_generation}",
        now,
        {"contact": contact.id, "by": by},
        round_=round_,
        party_code=seat.code,
        private={"words": said},
    )


def said_of_declining(session: Session, round_: Round, seat: Seat) -> dict[int, str]:
    """What those said who are not the right ones, by contact; erased or empty: not there."""
    rows = session.exec(
        select(Event, EventPrivate)
        .join(EventPrivate, col(EventPrivate.event_id) == Event.id)
        .where(
            Event.chain == chain_of(round_),
            Event.kind == DECLINED,
            Event.party_code == seat.code,
        )
        .order_by(col(Event.seq))
    )
    said = {event.payload["contact"]: private.data.get("words", "") for event, private in rows}
    return {contact: words for contact, words in said.items() if words}
