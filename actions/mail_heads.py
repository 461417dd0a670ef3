"""The chains' heads are mailed every day to whoever is to keep them, so that a rewrite shows."""

from datetime import datetime

from sqlmodel import Session

from actions.read_heads import read_heads
from models.settings import get_settings
from models.vocabulary import LetterKind
from notifications.house import house_letter, queue_once
from rules.danish_time import danish_date


def mail_heads(session: Session, now: datetime) -> int:
    """Letters queued: one a Danish day to each address, as soon as there is a record.

    now  the real instant, also when a missed morning is made up for: heads are of this moment
    """
    settings, day = get_settings(), danish_date(now)
    heads = read_heads(session, sandbox=False) if settings.heads_to else []
    if not heads:
        return 0
    queued = 0
    for address in settings.heads_receivers:
        key = f"{LetterKind.CHAIN_HEADS}:{address}:{day}"
        facts = {"heads": heads, "day": day}
        letter = house_letter(LetterKind.CHAIN_HEADS, key, address, facts, now, settings)
        queued += queue_once(session, letter)
    return queued
