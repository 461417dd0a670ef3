"""What somebody typed at a party's link and has not sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import CanonicalJson, instant


class Draft(SQLModel, table=True):
    """One contact's unsent answer. It is no answer, has no name in it, and may be erased.

    typed         text by field name, as a form sends it
    seat_version  the version that was shown when it was saved
    saved_at      a real instant, in the sandbox too: it is the person's own time that passes
    """

    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", unique=True)
    seat_version: int
    typed: dict[str, Any] = Field(default_factory=dict, sa_type=CanonicalJson)
    saved_at: datetime = instant()


class DraftFile(SQLModel, table=True):
    """A file that was uploaded to a draft; `field` is the form's.

    key  what forms call it: the same file may be given in two fields
    """

    __tablename__ = "draft_file"
    __table_args__ = (UniqueConstraint("draft_id", "field", "file_sha256"),)

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id")
    field: str
    filename: str
    file_sha256: str = Field(foreign_key="stored_file.sha256")

    @property
    def key(self) -> str:
        return f"{self.field}:{self.file_sha256}"
