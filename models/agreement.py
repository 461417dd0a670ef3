"""The agreement, its versions and the documents that are decided on."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import CanonicalJson, instant


class Agreement(SQLModel, table=True):
    """A framework agreement of one KKR.

    kkr          slug as in the public contract, e.g. `sjaelland`
    period_from  first day in force, Danish calendar date; period_to is the last
    case_number  the secretariat's own case number; empty when none is given
    """

    id: int | None = Field(default=None, primary_key=True)
    title: str
    kkr: str = Field(index=True)
    period_from: date
    period_to: date
    case_number: str = ""


class AgreementVersion(SQLModel, table=True):
    """The text as it stood when a round asked about it; number counts from 1."""

    __tablename__ = "agreement_version"
    __table_args__ = (UniqueConstraint("agreement_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    agreement_id: int = Field(foreign_key="agreement.id")
    number: int
    created_at: datetime = instant()


class StoredFile(SQLModel, table=True):
    """A file's bytes under their SHA-256 (hex); in the database so that nothing else is shared."""

    __tablename__ = "stored_file"

    sha256: str = Field(primary_key=True)
    media_type: str
    size: int
    content: bytes


class Document(SQLModel, table=True):
    """A numbered document of one version.

    filename  what a download is called
    concerns  numbers of the recommendation points that refer to it; null: all of them; empty: it is
              background, and none does
    """

    __table_args__ = (UniqueConstraint("version_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="agreement_version.id")
    position: int
    title: str
    filename: str
    file_sha256: str = Field(foreign_key="stored_file.sha256")
    concerns: list[int] | None = Field(default=None, sa_type=CanonicalJson)
