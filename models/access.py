"""Who may do what: users, their one-time links and sessions, and API keys.

Secrets are kept as SHA-256 (hex) of 128 random bits or more, never as they are.
"""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import instant, instant_or_none, word
from models.vocabulary import Role


class User(SQLModel, table=True):
    """A person of the secretariat, or one who may read; email is lower case."""

    __tablename__ = "app_user"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)
    role: Role = word(Role)
    created_at: datetime = instant()


class SigninLink(SQLModel, table=True):
    """A one-time link; used_at null: not used yet."""

    __tablename__ = "signin_link"

    token_sha256: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="app_user.id")
    expires_at: datetime = instant()
    used_at: datetime | None = instant_or_none()


class WebSession(SQLModel, table=True):
    """A signed-in browser."""

    __tablename__ = "web_session"

    token_sha256: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="app_user.id")
    expires_at: datetime = instant()


class ApiKey(SQLModel, table=True):
    """A key for a program; revoked_at null: valid."""

    __tablename__ = "api_key"

    id: int | None = Field(default=None, primary_key=True)
    role: Role = word(Role)
    key_sha256: str = Field(unique=True)
    created_at: datetime = instant()
    revoked_at: datetime | None = instant_or_none()
