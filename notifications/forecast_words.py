"""A forecast in Danish: the verdict in a word, and what it rests on in one sentence."""

from models.seat import Seat
from models.vocabulary import PartyKind, Stage
from notifications.danish import capitalise, long_date, plural
from rules.forecast import Because, Forecast, Verdict

VERDICTS = {
    Verdict.CANNOT: "Kan ikke nå det",
    Verdict.TIGHT: "Stram",
    Verdict.UNKNOWN: "Ukendt",
    Verdict.SAFE: "Sikker",
    Verdict.DECIDED: "Har besluttet",
}


def why(party: Forecast) -> str:
    """What the verdict rests on, and what to ask the party where there is something to ask."""
    words = _because(party)
    if party.late_item and party.latest:
        final = long_date(party.latest.item_final)
        words += f" Sagen skulle senest være klar {final}: spørg, om den er på dagsordenen."
    if party.open_from:
        words += f" Fra {long_date(party.open_from)} kan et møde nås."
    return words


def _because(party: Forecast) -> str:
    expected = long_date(party.expected_on) if party.expected_on else ""
    reachable = sum(m.in_reach and m.before_deadline for m in party.meetings)
    match party.because:
        case Because.ANSWERED:
            return f"Besluttet {expected}." if expected else "Har svaret."
        case Because.STATED:
            return f"Parten har oplyst, at sagen behandles {expected}."
        case Because.STATED_LATE:
            named = f"Parten har oplyst, at sagen behandles {expected}, efter fristen."
            if party.latest is None:
                return named
            return f"{named} Mødet {long_date(party.latest.council)} kan ellers nås."
        case Because.COMMITTEE_LATE:
            return "Parten har oplyst, at et udvalg først behandler sagen ved eller efter fristen."
        case Because.MEETINGS:
            return f"{plural(reachable, 'møde', 'møder')} inden fristen kan nås."
        case Because.ONE_MEETING:
            return f"Kun mødet {expected} kan nås inden fristen."
        case Because.NO_MEETING if expected:
            return f"Intet møde inden fristen kan nås. Det første er {expected}."
        case Because.NO_MEETING:
            return "Intet møde inden fristen kan nås."
        case Because.TOO_SHORT:
            return "Tiden til fristen er kortere end de sædvanlige sagsgange."
        case Because.CALENDAR_ENDS:
            last = long_date(party.meetings[-1].way.council)
            return f"Mødedatoerne er kun kendt til og med {last}."
        case Because.NO_CALENDAR:
            return "Mødedatoerne er ikke kendt."


def meeting_words(seat: Seat) -> list[tuple[Stage, str]]:
    """Who meets, as the party calls them."""
    region = seat.party_kind is PartyKind.REGION
    return [
        (Stage.COUNCIL, capitalise(seat.council)),
        (Stage.FINANCE_COMMITTEE, "Forretningsudvalget" if region else "Økonomiudvalget"),
        (Stage.COMMITTEE, "Udvalget" if region else "Fagudvalget"),
    ]


def warning(names: list[str]) -> str:
    """What whoever starts a round is told; empty when all can make it or nobody knows."""
    if not names:
        return ""
    return (
        f"{plural(len(names), 'part', 'parter')} kan ikke nå at beslutte inden fristen:"
        f" {', '.join(names)}."
    )
