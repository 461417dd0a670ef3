"""Rounds and seats as the command line shows them: facts for JSON, and lines for a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from actions.rehearse_round import Rehearsed
from cli.output import day, instant
from models.round import Round
from models.seat import Seat
from rules.adoption import Adoption
from rules.forecast import Forecast, RoundForecast, Verdict


def round_facts(round_: Round) -> dict[str, Any]:
    return {
        "id": round_.id,
        "title": round_.title,
        "kind": round_.kind,
        "state": round_.state,
        "result": round_.result,
        "deadline": day(round_.deadline),
        "sandbox": round_.sandbox,
        "clock": instant(round_.clock),
        "parties": round_.parties,
        "answered": round_.answered,
        "approved": round_.approved,
        "missing": round_.missing,
        "without_contact": round_.without_contact,
    }


def adoption_facts(standing: Adoption) -> dict[str, Any]:
    return {
        "basis": standing.basis,
        "succeeds": standing.succeeds,
        "consenting": standing.consenting,
        "in_the_way": {o.code: o.why for o in standing.in_the_way},
    }


def seat_facts(seat: Seat) -> dict[str, Any]:
    return {
        "code": seat.code,
        "party": seat.party,
        "state": seat.state,
        "outcome": seat.outcome,
        "decided_on": day(seat.decided_on),
        "version": seat.version,
        "last_letter_at": instant(seat.last_letter_at),
        "next_letter_at": instant(seat.next_letter_at),
    }


def round_line(round_: Round) -> str:
    sandbox = f" (sandbox, {instant(round_.clock)})" if round_.sandbox else ""
    return (
        f"{round_.id}  {round_.title}{sandbox}: {round_.state}, {round_.answered} of"
        f" {round_.parties} answered, {round_.approved} approved, deadline {round_.deadline}"
    )


def seat_lines(seats: Sequence[Seat], verdicts: Mapping[str, Forecast]) -> list[str]:
    """What was decided, or else what is forecast."""
    return [
        f"  {seat.code:<11} {seat.party:<32} {seat.state:<10}"
        f" {seat.outcome or verdicts[seat.code].verdict}"
        for seat in seats
    ]


def forecast_facts(found: RoundForecast) -> dict[str, Any]:
    return {
        "decided_on": day(found.decided_on),
        "last": list(found.last),
        "counts": {verdict: found.count(verdict) for verdict in Verdict},
    }


def letter_facts(letter: Rehearsed) -> dict[str, Any]:
    return {
        "code": letter.code,
        "party": letter.party,
        "to": letter.to,
        "kind": letter.kind,
        "at": instant(letter.at),
        "draft": letter.draft,
        "why": letter.why,
    }


def letter_line(letter: Rehearsed) -> str:
    return f"{instant(letter.at)}  {letter.kind:<12} {letter.to:<36} {letter.why}"
