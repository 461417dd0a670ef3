"""Tariffs as operators report them, the files they came in, and the cap they are held against.

Money is whole øre per day. Shares are whole millionths (`ppm`: 6.1 % is 61,000) and places whole
hundredths, so that what a spreadsheet holds as 0.061 or 12.5 is kept exactly.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.columns import CanonicalJson, instant, instant_or_none, word
from models.vocabulary import CapLevel, OperatorKind


class CapRule(SQLModel, table=True):
    """A cap as it was set; the newest is in force, the others are its history.

    base_year      the year whose tariffs are the level; end_year the last the cap holds for
    rates          one per year from the year after base_year, in order: year, pct (decimal text),
                   source, published_on (ISO date or null) and revision (1, 2 … per year)
    deduction_pct  taken from every year's rate, decimal text
    tolerance_pct  share of the cap that is let pass, decimal text
    overhead_goal_pct
                   average over the municipalities to be aimed at, decimal text
    source         the agreement that sets the cap
    """

    __tablename__ = "cap_rule"

    id: int | None = Field(default=None, primary_key=True)
    base_year: int
    end_year: int
    rates: list[dict[str, Any]] = Field(sa_type=CanonicalJson)
    deduction_pct: str
    level: CapLevel = word(CapLevel)
    tolerance_pct: str
    overhead_goal_pct: str
    source: str
    set_at: datetime = instant()
    set_by: str


class TariffOperator(SQLModel, table=True):
    """Who runs provisions (driftsherre).

    code  the party's code; null for a private operator
    key   the name as it is compared: lower case, one space between words
    """

    __tablename__ = "tariff_operator"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    kind: OperatorKind = word(OperatorKind)
    code: str | None = None
    key: str = Field(unique=True)


class TariffService(SQLModel, table=True):
    """What has a tariff of its own: a service (ydelse) of a provision (tilbud) under a paragraph.

    service  empty where the provision has one tariff only
    key      provision, paragraph and service as they are compared

    On PostgreSQL triggers stand in for its foreign key (`models/tariff_keys.py`).
    """

    __tablename__ = "tariff_service"
    __table_args__ = (UniqueConstraint("operator_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    operator_id: int = Field(foreign_key="tariff_operator.id")
    provision: str
    paragraph: str
    service: str
    key: str


class TariffFile(SQLModel, table=True):
    """A file that was sent in: looked at, then accepted whole or not at all.

    year         the year for amounts whose column names none; null: none was given
    whole        it is all there is for its operators and years: what it leaves out is withdrawn
    mapping      header as it is compared to field, where a person said what a column is
    preview      what was read, left out and wrong (`reports/tariff_facts.py`)
    accepted_at  null: it waits for somebody to accept it
    """

    __tablename__ = "tariff_file"

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(foreign_key="stored_file.sha256", index=True)
    filename: str
    year: int | None = None
    whole: bool = False
    mapping: dict[str, str] = Field(sa_type=CanonicalJson)
    preview: dict[str, Any] = Field(sa_type=CanonicalJson)
    uploaded_at: datetime = instant()
    uploaded_by: str
    accepted_at: datetime | None = instant_or_none()
    accepted_by: str = ""


class TariffLine(SQLModel, table=True):
    """One service's tariff for one year, as one file gave it; null where the file is silent.

    tariff_ore         what a day costs, base and service tariff together
    basis_ore          base tariff (basistakst); service_ore service tariff (ydelsestakst)
    supplementary_ore  supplementary tariff (tillægstakst), beside `tariff_ore`
    adjustment_ore     retrospective adjustment in the tariff (efterregulering), may be negative
    explanation        why it departs from the cap, in the operator's words
    superseded_by      the file that replaced or withdrew the line; null: it holds

    On PostgreSQL triggers stand in for its foreign keys (`models/tariff_keys.py`).
    """

    __tablename__ = "tariff_line"
    __table_args__ = (
        Index(
            "ux_tariff_line_holds",
            "year",
            "service_id",
            unique=True,
            sqlite_where=text("superseded_by IS NULL"),
            postgresql_where=text("superseded_by IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    service_id: int = Field(foreign_key="tariff_service.id")
    year: int
    tariff_ore: int
    basis_ore: int | None = None
    service_ore: int | None = None
    supplementary_ore: int | None = None
    places_hundredths: int | None = None
    occupancy_ppm: int | None = None
    overhead_ppm: int | None = None
    adjustment_ore: int | None = None
    explanation: str = ""
    file_id: int = Field(foreign_key="tariff_file.id")
    superseded_by: int | None = Field(default=None, foreign_key="tariff_file.id")


class TariffHeader(SQLModel, table=True):
    """What a person said a column is; remembered for the next file. `field` empty: passed over."""

    __tablename__ = "tariff_header"

    header: str = Field(primary_key=True)
    field: str
