"""Meeting dates told by several doors, and the forecast that follows at once."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from actions.extend_round import extend_round
from actions.load import clock_of
from actions.read_forecast import read_forecast
from actions.record_meetings import import_meetings
from models.calendar import REAL, MeetingDate
from models.database import transaction
from models.event import Event
from models.round import Round
from models.vocabulary import Stage
from rules.calendars import GivenMeeting
from rules.forecast import Because, Verdict
from rules.refusal import Refusal
from tests.builders import NOW, real_round, sandbox_round

BY = "user:1"


def given(*days: str, party: str = "813", stage: str = Stage.COUNCIL) -> list[GivenMeeting]:
    return [GivenMeeting(party, date.fromisoformat(day), stage, "række 2") for day in days]


def days(session: Session, code: str = "813") -> list[str]:
    rows = session.exec(
        select(MeetingDate).where(MeetingDate.code == code, MeetingDate.scope == REAL)
    )
    return sorted(str(row.falls_on) for row in rows)


def recorded(session: Session) -> list[Event]:
    query = select(Event).where(Event.kind == "calendar.recorded").order_by(col(Event.id))
    return list(session.exec(query))


def test_a_corrected_file_corrects_within_its_time_and_again_changes_nothing(
    engine: Engine,
) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        year = NOW.year + 1
        first = given(f"{year}-01-20", f"{year}-02-20", f"{year}-03-20")
        assert import_meetings(session, round_, first, NOW, BY) == 3
        assert import_meetings(session, round_, first, NOW, BY) == 0
        second = given(f"{year}-02-10", f"{year}-03-20", f"{year}-04-20")
        assert import_meetings(session, round_, second, NOW, BY) == 3
        expected = [f"{year}-01-20", f"{year}-02-10", f"{year}-03-20", f"{year}-04-20"]
        assert days(session) == expected
        told = [event.payload for event in recorded(session)]
        assert [(len(p["added"]), len(p["removed"])) for p in told] == [(3, 0), (2, 1)]


def test_stages_and_parties_stand_apart(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        year = NOW.year + 1
        import_meetings(session, round_, given(f"{year}-01-20", f"{year}-03-20"), NOW, BY)
        finance = given(f"{year}-02-13", stage=Stage.FINANCE_COMMITTEE)
        other = given(f"{year}-02-14", party="0851")
        assert import_meetings(session, round_, [*finance, *other], NOW, BY) == 2
        assert days(session) == [f"{year}-01-20", f"{year}-02-13", f"{year}-03-20"]
        assert days(session, "851") == [f"{year}-02-14"]


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        (given("2026-01-20", party="101"), "party", "ikke part"),
        (given("2026-01-20", party=""), "party", "ikke part"),
        (given("2062-01-20"), "meetings", "årstallet"),
        (given("2026-01-20", stage="menighedsråd"), "stage", "menighedsråd"),
    ],
)
def test_one_wrong_row_and_nothing_is_kept(
    engine: Engine, wrong: list[GivenMeeting], field: str, words: str
) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        good = given(f"{NOW.year + 1}-01-20")
        with pytest.raises(Refusal, match=words) as refused:
            import_meetings(session, round_, [*good, *wrong], NOW, BY)
        assert (refused.value.field, "række 2" in refused.value.message) == (field, True)
        assert days(session) == []


def test_real_rounds_share_calendars_and_a_sandbox_keeps_to_itself(engine: Engine) -> None:
    with transaction(engine) as session:
        first, second, practice = real_round(session), real_round(session), sandbox_round(session)
        import_meetings(session, first, given(f"{NOW.year + 1}-01-20"), NOW, BY)
        known = [
            [
                m.way.council.year
                for p in read_forecast(session, r, NOW).parties
                if p.code == "813"
                for m in p.meetings
            ]
            for r in (first, second)
        ]
        assert known == [[NOW.year + 1]] * 2
        lived = clock_of(practice, NOW)
        ours = given("2020-11-30", party="259")
        assert import_meetings(session, practice, ours, lived, BY) == 1
        real = session.exec(select(MeetingDate).where(MeetingDate.scope == REAL)).all()
        assert [row.code for row in real] == ["813"]


def because(session: Session, round_: Round, code: str) -> tuple[Verdict, Because]:
    found = read_forecast(session, round_, clock_of(round_, NOW))
    (party,) = [party for party in found.parties if party.code == code]
    return party.verdict, party.because


def test_a_change_of_deadline_or_calendar_shows_at_once(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = sandbox_round(session)
        lived = clock_of(round_, NOW)
        assert because(session, round_, "1085") == (Verdict.TIGHT, Because.ONE_MEETING)
        extend_round(session, round_, date(2021, 1, 29), "Flere møder", lived, BY)
        assert because(session, round_, "1085") == (Verdict.SAFE, Because.MEETINGS)
        only_late = given("2020-09-24", "2021-02-24", party="1085")
        import_meetings(session, round_, only_late, lived, BY)
        assert because(session, round_, "1085") == (Verdict.CANNOT, Because.NO_MEETING)


def test_the_sandbox_has_parties_of_every_kind_to_look_at(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = sandbox_round(session)
        found = read_forecast(session, round_, clock_of(round_, NOW))
        seen = {verdict for verdict in Verdict if found.count(verdict)}
        assert {Verdict.TIGHT, Verdict.UNKNOWN, Verdict.SAFE} <= seen
        assert found.decided_on is not None
        assert len(found.last) >= 1
