"""A user who asks for it gets a one-time link by mail.

The token is derived from the installation's key and the letter's natural key, like a party's
link: the letter holds a placeholder, the database the token's hash, and sending works the token out
and splices it in. So neither the outbox nor a backup of it can sign anybody in, and a repeated
letter is the same byte for byte.
"""

import secrets
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from actions.sign_in import LINK_LASTS, digest, user_by_email
from models.access import SigninLink, User
from models.keys import get_keys
from models.letter import Letter
from models.settings import get_settings
from models.vocabulary import LetterKind
from notifications.house import house_letter
from notifications.mime import link
from rules.links import signin_token

NOT_AGAIN_WITHIN = timedelta(minutes=1)


def mail_signin_link(session: Session, email: str, now: datetime) -> bool:
    """Whether a letter was queued: not for strangers, and not twice within a minute.

    Whoever asked must not be told which.
    """
    user = user_by_email(session, email)
    if user is None or _just_asked(session, user, now):
        return False
    key = f"{LetterKind.SIGNIN_LINK}:{user.id}:{secrets.token_hex(8)}"
    session.add_all(
        [
            _letter(user, key, now),
            SigninLink(
                token_sha256=digest(signin_token(get_keys()[0], key)),
                user_id=user.id or 0,
                expires_at=now + LINK_LASTS,
            ),
        ]
    )
    session.flush()
    session.info.setdefault("rings", set()).add("deliver")
    return True


def _just_asked(session: Session, user: User, now: datetime) -> bool:
    newest = session.exec(
        select(Letter.due_at)
        .where(Letter.kind == LetterKind.SIGNIN_LINK, Letter.to_address == user.email)
        .order_by(col(Letter.id).desc())
        .limit(1)
    ).first()
    return newest is not None and now - newest < NOT_AGAIN_WITHIN


def _letter(user: User, key: str, now: datetime) -> Letter:
    settings = get_settings()
    facts = {"link": link(settings.base_url, "signin"), "expires_at": now + LINK_LASTS}
    return house_letter(LetterKind.SIGNIN_LINK, key, user.email, facts, now, settings)
