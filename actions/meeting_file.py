"""A table of meetings of many parties, a row for each."""

from actions.calendar_file import is_icalendar, stage_of
from actions.contact_file import PARTY
from actions.table_file import Layout, read_table
from models.vocabulary import Stage
from rules.calendars import FIELD, GivenMeeting
from rules.day_text import day
from rules.refusal import Refusal

LAYOUT = Layout(
    FIELD,
    {
        "party": PARTY,
        "day": frozenset({"dato", "mødedato", "date"}),
        "stage": frozenset({"møde", "udvalg", "organ", "instans", "stage"}),
    },
    {"party": "»Kommune«", "day": "»Dato«"},
)


def read_meetings(content: bytes) -> list[GivenMeeting]:
    """Refusal names the row, counted as a spreadsheet does."""
    if is_icalendar(content):
        raise Refusal(
            "En kalenderfil hører til én part. Indlæs den på partens egen side.", field=FIELD
        )
    return [_meeting(number, given) for number, given in read_table(content, LAYOUT)]


def _meeting(number: int, given: dict[str, str]) -> GivenMeeting:
    try:
        falls_on = day(given["day"], FIELD)
    except Refusal as refusal:
        raise Refusal(f"Række {number}: {refusal.message}", field=FIELD) from None
    words = given.get("stage", "")
    stage = stage_of(words) if words else Stage.COUNCIL
    if stage is None:
        raise Refusal(
            f"»{words[:40]}« i række {number} er ikke et møde, vi kender. Skriv byråd,"
            " økonomiudvalg eller udvalg.",
            field=FIELD,
        )
    return GivenMeeting(given["party"], falls_on, stage, f"række {number}")
