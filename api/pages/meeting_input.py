"""A party's meetings as a form tells them: dates in text, or a calendar file."""

from datetime import date

from actions.calendar_file import told_by_calendar
from api.pages.forms import Typed
from models.vocabulary import Stage
from rules.calendars import FIELD, Calendar, whole
from rules.day_text import days_in


def told_calendars(typed: Typed, code: str, today: date) -> list[Calendar]:
    """The party's meetings from today on, for each stage that the form or its file tells.

    A file goes before the text of the stages it holds. Refusal names the field.
    """
    if file := typed.file(FIELD):
        return told_by_calendar(file.content, code, today)
    return [
        whole(code, stage, days_in(typed.text(stage), stage), today)
        for stage in Stage
        if stage in typed.values
    ]
