"""What happened to proposals of new places with joint financing, each as one Danish sentence."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from api.pages.dates import short_date
from reports.funding_words import STATUSES

Payload = Mapping[str, Any]


def _decided(p: Payload, _: str) -> str:
    why = f": {p['reason']}" if p["reason"] else ""
    return f"Forslag {p['project']} om nye pladser er nu »{STATUSES[p['status']].lower()}«{why}."


OF_FUNDING: dict[str, Callable[[Payload, str], str]] = {
    "population.recorded": lambda p, _: (
        f"Folketal pr. {short_date(date.fromisoformat(p['day']))} blev indlæst efter {p['source']}."
    ),
    "funding.proposed": lambda p, _: (
        f"Et forslag om nye pladser, »{p['title']}«, blev registreret."
    ),
    "funding.decided": _decided,
}
