"""Whoever opens a link that has ended may have the one that holds sent: to registered contacts."""

from datetime import datetime

from sqlmodel import Session

from actions.load import clock_of, contacts_of
from actions.open_link import ended_link
from actions.record import chain_of, record
from models.settings import get_settings
from models.vocabulary import ContactRole, LetterKind, RoundState
from notifications.outbox import Recipient, queue_letters
from rules.danish_time import danish_date
from rules.ended import ended, must_be_readable


def mail_new_links(session: Session, token: str, now: datetime) -> int:
    """Letters queued: to the party's primary contacts, and to whose link it was while registered.

    Once a day for each, however often it is asked for, and never to an address that was typed.
    Whoever asks must not be told to whom. Refusal for a link that holds, or never was one.
    """
    opened = ended_link(session, token)
    round_, seat, asking = opened.round_, opened.seat, opened.contact
    if round_.state is RoundState.CANCELLED:
        raise ended(round_)
    lived = clock_of(round_, now)
    must_be_readable(round_, lived, get_settings().links_readable_days)
    told = [
        contact
        for contact in contacts_of(session, seat)
        if contact.role is ContactRole.PRIMARY
        or (contact.id == asking.id and contact.role is not ContactRole.FORMER)
    ]
    day = danish_date(lived)
    letters = queue_letters(
        session,
        round_,
        LetterKind.NEW_LINK,
        [Recipient(seat, contact) for contact in told],
        occasion=f"{day}",
        due_at=lived,
    )
    record(
        session,
        chain_of(round_),
        "link.requested",
        f"link.requested:{asking.id}:{day}",
        lived,
        {"contact": asking.id, "letters": letters},
        round_=round_,
        party_code=seat.code,
    )
    return letters
