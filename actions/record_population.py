"""Population figures are imported from a file, with their source and day."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from actions.record import record
from actions.table_file import Layout, read_table
from models.funding import Population
from models.reference import parties
from models.vocabulary import PartyKind
from rules.party_names import party_named
from rules.refusal import Refusal
from rules.tariff_numbers import whole
from rules.text import line
from rules.verify import SYSTEM

FIELD = "file"
MOST = 10_000_000
LAYOUT = Layout(
    FIELD,
    {
        "party": frozenset({"kommune", "kommunekode", "kommunenavn", "område", "omrade", "part"}),
        "people": frozenset({"folketal", "indbyggere", "befolkning", "indbyggertal", "antal"}),
    },
    {"party": "»Kommune«", "people": "»Folketal«"},
)


def record_population(
    session: Session, content: bytes, day: date, source: str, now: datetime, by: str
) -> tuple[Population, bool]:
    """The figures, and whether they are new: the same as those that hold change nothing."""
    source = line(source, "source")
    if not source:
        raise Refusal("Skriv, hvor folketallene står.", field="source")
    figures = _figures(content)
    held = population_in_force(session)
    if held and (held.day, held.source, held.figures) == (day, source, figures):
        return held, False
    found = Population(day=day, source=source, figures=figures, set_at=now, set_by=by)
    session.add(found)
    session.flush()
    facts = {"day": day.isoformat(), "source": source, "figures": figures, "by": by}
    record(session, SYSTEM, "population.recorded", f"population.recorded:{found.id}", now, facts)
    return found, True


def population_in_force(session: Session) -> Population | None:
    """Null until some were imported."""
    return session.exec(select(Population).order_by(col(Population.id).desc()).limit(1)).first()


def _figures(content: bytes) -> dict[str, int]:
    """By municipality. Rows of regions and of the whole country are passed over."""
    found: dict[str, int] = {}
    for row, given in read_table(content, LAYOUT):
        code = party_named(given["party"])
        if not code or parties()[code].kind is not PartyKind.MUNICIPALITY:
            continue
        if (people := whole(given["people"], MOST)) is None:
            raise Refusal(f"»{given['people'][:20]}« i række {row} er intet folketal.", field=FIELD)
        if found.setdefault(code, people) != people:
            raise Refusal(f"{parties()[code].name} har to folketal (række {row}).", field=FIELD)
    if not found:
        raise Refusal("Filen indeholder ingen kommuner, vi kender.", field=FIELD)
    return found
