"""The secretariat's own calendar of a round: at an address that is derived, and can be ended."""

import hmac
from datetime import datetime

from sqlmodel import Session

from actions.load import clock_of, seats_of, steps_of
from actions.read_feed import Feed, changed, deadline_entries, entry, step_entries
from actions.read_forecast import read_forecast
from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from actions.record_deadline import deadlines_of
from models.keys import get_keys
from models.round import Round
from notifications.danish import plural
from reports.feed import Entry
from rules.deadlines import internal
from rules.forecast import Forecast, RoundForecast, Verdict
from rules.links import calendar_key, round_id_of, round_token
from rules.policy import Policy, Rung
from rules.questions.registry import question_of
from rules.refusal import Refusal, Why
from rules.reminders import reminder_days
from rules.timeline import escalations_at

ENDED = "calendar_address.ended"
CLIMBED = {
    Rung.AGENDA_SECRETARIAT: "Rykkere til byrådssekretariater hos dem, der mangler",
    Rung.DIRECTOR: "Rykkere til direktører hos dem, der mangler",
    Rung.CHAIR: "Lad formanden tage op, hvem der mangler",
}


def round_calendar_token(session: Session, round_: Round) -> str:
    """Opens the calendar and nothing else."""
    return _token(get_keys()[0], round_, _generation(session, round_))


def end_round_calendar(session: Session, round_: Round, now: datetime, by: str) -> None:
    """Whoever has the address reads no more; the next one is another."""
    generation = _generation(session, round_) + 1
    record(
        session,
        chain_of(round_),
        ENDED,
        f"{ENDED}:{generation}",
        now,
        {"generation": generation, "by": by},
        round_=round_,
    )


def open_round_calendar(session: Session, text: str) -> Round:
    """Raises Refusal: UNKNOWN for what never was an address, GONE for one that was ended."""
    round_id = round_id_of(text)
    round_ = session.get(Round, round_id) if round_id is not None else None
    last = _generation(session, round_) if round_ else 0
    for generation in range(last, 0, -1):
        if round_ and _fits(text, round_, generation):
            if generation == last:
                return round_
            raise Refusal(
                "Kalenderen har fået en ny adresse. Den står på rundens side.", why=Why.GONE
            )
    raise Refusal("Kalenderen kendes ikke. Kopiér hele adressen fra rundens side.", why=Why.UNKNOWN)


def read_round_calendar(session: Session, text: str, now: datetime) -> Feed:
    """The timeline, the deadlines, when each council that has not decided is expected to, and when
    those that have not answered are written to."""
    round_ = open_round_calendar(session, text)
    seats = seats_of(session, round_)
    entries = [*step_entries(round_, steps_of(session, round_)), *deadline_entries(round_)]
    if round_.ended_at is None:
        entries += _own_deadline(session, round_)
    if round_.ended_at is None and question_of(round_).decides:
        entries += _decisions(session, round_, now)
    if round_.ended_at is None:
        entries += _chases(round_)
    title = f"{round_.title}: sekretariatet"
    return Feed(title, entries, changed(session, round_, [seat.code for seat in seats], now))


def _own_deadline(session: Session, round_: Round) -> list[Entry]:
    own = internal(deadlines_of(session, round_))
    return [entry(round_, "own-deadline", own.falls_on, "Jeres egen frist")] if own else []


def _decisions(session: Session, round_: Round, now: datetime) -> list[Entry]:
    forecast = read_forecast(session, round_, clock_of(round_, now))
    expected = {
        party.code: party
        for party in forecast.parties
        if party.expected_on and party.verdict is not Verdict.DECIDED
    }
    entries = [
        entry(
            round_,
            f"council-{seat.code}",
            day,
            f"{seat.party}: {seat.council} ventes at beslutte",
            _late(expected[seat.code]),
        )
        for seat in seats_of(session, round_)
        if seat.code in expected and (day := expected[seat.code].expected_on)
    ]
    if expected and forecast.decided_on:
        entries.append(
            entry(
                round_,
                "decided",
                forecast.decided_on,
                "Alle ventes at have besluttet",
                _unknown(forecast),
            )
        )
    return entries


def _chases(round_: Round) -> list[Entry]:
    """When parties that have not answered are written to, as long as there are any."""
    if not round_.missing:
        return []
    days = enumerate(reminder_days(Policy.of(round_.policy), round_.deadline), 1)
    return [
        *(
            entry(round_, f"reminder-{n}", day, "Påmindelse til dem, der mangler")
            for n, day in days
        ),
        *(
            entry(round_, f"ladder-{rung}", moment.date(), CLIMBED[rung])
            for moment, rung in escalations_at(round_)
        ),
    ]


def _late(party: Forecast) -> str:
    return "Når ikke fristen." if party.verdict is Verdict.CANNOT else ""


def _unknown(forecast: RoundForecast) -> str:
    unknown = sum(party.expected_on is None for party in forecast.parties)
    if not unknown:
        return ""
    return f"Undtagen {plural(unknown, 'part', 'parter')}, hvis mødedatoer ikke er kendt."


def _generation(session: Session, round_: Round) -> int:
    """Counts from 1; what was ended stands in the record."""
    return 1 + times_recorded(session, round_, ENDED)


def _token(key: bytes, round_: Round, generation: int) -> str:
    return round_token(calendar_key(key), round_id=round_.id or 0, generation=generation)


def _fits(text: str, round_: Round, generation: int) -> bool:
    return any(hmac.compare_digest(_token(key, round_, generation), text) for key in get_keys())
