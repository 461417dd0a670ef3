"""What operators report of their tariffs before anybody asks."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import instant


class ReportedDeviation(SQLModel, table=True):
    """An operator says that a service's tariff of a year departs from the cap, and why.

    A later one of the same service and year takes its place. `category` and `lasts` are words of
    `rules/questions/tariff_explanation.py`.

    name, title  who told it; `reported_by` through which door, e.g. `user:1` or `contact:7`
    """

    __tablename__ = "reported_deviation"

    id: int | None = Field(default=None, primary_key=True)
    service_id: int = Field(foreign_key="tariff_service.id", index=True)
    year: int
    category: str
    text: str
    lasts: str
    name: str
    title: str
    reported_at: datetime = instant()
    reported_by: str
