"""A new version of what a round asks about, while it asks."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import CanonicalJson, instant_or_none


class Revision(SQLModel, table=True):
    """Prepared as a draft, of which a round has at most one; then published to every party.

    number             2 for the first new version in the round, counting on
    version_id         the agreement version asked about from then on; until then it is the former
    why                what the parties are told; may be empty in a draft
    points             texts of the recommendation points in order, as they are from then on
    former_points      as they were until then
    editorial          changed in wording only: `documents` by position, `points` by number
    changes            what was published as changed (`rules/versions.py`); empty in a draft
    published_at       null: a draft
    """

    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    number: int
    version_id: int = Field(foreign_key="agreement_version.id")
    former_version_id: int = Field(foreign_key="agreement_version.id")
    why: str = ""
    points: list[str] = Field(sa_type=CanonicalJson)
    former_points: list[str] = Field(sa_type=CanonicalJson)
    editorial: dict[str, list[int]] = Field(sa_type=CanonicalJson)
    changes: list[dict[str, Any]] = Field(default_factory=list, sa_type=CanonicalJson)
    published_at: datetime | None = instant_or_none()
