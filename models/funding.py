"""New places that are financed jointly, and the population figures that may share the cost."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel

from models.columns import CanonicalJson, instant, word
from models.vocabulary import FundingKey, FundingStatus


class Population(SQLModel, table=True):
    """Figures as they were imported; the newest holds, the others are its history.

    day      the day they are of; source where they stand
    figures  people by municipality code
    """

    id: int | None = Field(default=None, primary_key=True)
    day: date
    source: str
    figures: dict[str, int] = Field(sa_type=CanonicalJson)
    set_at: datetime = instant()
    set_by: str


class FundingProject(SQLModel, table=True):
    """An operator's proposal of new places (økonomimodel).

    operator     who is to run them, a party's code
    opens_on     the first day they are there; joint financing lasts three years from it
    tariff_ore   of one place and day at full occupancy of the added places
    occupancies  decimal text, per cent in use, one for each year from opens_on on, at most three
    weights      what the key gives each municipality's code a share by, as it was when proposed
    key_source   where the weights stand; empty when all pay alike
    decisions    how many there were
    """

    __tablename__ = "funding_project"

    id: int | None = Field(default=None, primary_key=True)
    kkr: str
    operator: str
    title: str
    opens_on: date
    places: int
    tariff_ore: int
    occupancies: list[str] = Field(sa_type=CanonicalJson)
    key: FundingKey = word(FundingKey)
    weights: dict[str, Any] = Field(sa_type=CanonicalJson)
    key_source: str = ""
    status: FundingStatus = word(FundingStatus, FundingStatus.PROPOSED)
    reason: str = ""
    decisions: int = 0
    proposed_at: datetime = instant()
    proposed_by: str
