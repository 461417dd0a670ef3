"""Users sign in by a one-time link; a session is a row, its secret only in the browser."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlmodel import Session, col, delete, select, update

from models.access import ApiKey, SigninLink, User, WebSession
from models.vocabulary import Role
from rules.refusal import Refusal, Why
from rules.text import address

LINK_LASTS = timedelta(hours=1)
SESSION_LASTS = timedelta(hours=12)


def digest(secret: str) -> str:
    """How secrets of 128 bits or more are kept: one SHA-256, hex."""
    return sha256(secret.encode()).hexdigest()


def invite_user(session: Session, email: str, role: Role, now: datetime) -> User:
    """The user with this address and role; an existing one gets the new role."""
    wanted = address(email).lower()
    user = session.exec(select(User).where(User.email == wanted)).first()
    user = user or User(email=wanted, role=role, created_at=now)
    user.role = role
    session.add(user)
    session.flush()
    return user


def user_by_email(session: Session, email: str) -> User | None:
    return session.exec(select(User).where(User.email == email.strip().lower())).first()


def make_signin_token(session: Session, user: User, now: datetime) -> str:
    """A token that signs the user in once within the hour."""
    token = secrets.token_urlsafe(24)
    session.add(
        SigninLink(token_sha256=digest(token), user_id=user.id or 0, expires_at=now + LINK_LASTS)
    )
    session.flush()
    return token


def sign_in(session: Session, token: str, now: datetime) -> str:
    """Use the link up and begin a session; returns the session's secret for the cookie."""
    used = session.connection().execute(
        update(SigninLink)
        .where(
            col(SigninLink.token_sha256) == digest(token),
            col(SigninLink.used_at).is_(None),
            col(SigninLink.expires_at) > now,
        )
        .values(used_at=now)
        .returning(col(SigninLink.user_id))
    )
    user_id = used.scalar_one_or_none()
    if user_id is None:
        raise Refusal("Linket er brugt eller udløbet. Bed om et nyt.", why=Why.GONE)
    secret = secrets.token_urlsafe(32)
    session.execute(delete(WebSession).where(col(WebSession.expires_at) <= now))
    session.add(
        WebSession(token_sha256=digest(secret), user_id=user_id, expires_at=now + SESSION_LASTS)
    )
    return secret


def user_of_session(session: Session, secret: str, now: datetime) -> User | None:
    return session.exec(
        select(User)
        .join(WebSession, col(WebSession.user_id) == User.id)
        .where(WebSession.token_sha256 == digest(secret), WebSession.expires_at > now)
    ).first()


def sign_out(session: Session, secret: str) -> None:
    session.execute(delete(WebSession).where(col(WebSession.token_sha256) == digest(secret)))


def create_api_key(session: Session, role: Role, now: datetime) -> tuple[ApiKey, str]:
    """The key's row and the key itself, which is shown once and not kept."""
    secret = f"ra_{secrets.token_urlsafe(32)}"
    row = ApiKey(role=role, key_sha256=digest(secret), created_at=now)
    session.add(row)
    session.flush()
    return row, secret


def key_of(session: Session, secret: str) -> ApiKey | None:
    return session.exec(
        select(ApiKey).where(ApiKey.key_sha256 == digest(secret), col(ApiKey.revoked_at).is_(None))
    ).first()
