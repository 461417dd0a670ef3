"""What happened to tariffs and to what was asked about them, each as one Danish sentence."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from api.pages.dates import short_date
from reports.funding_words import STATUSES

Payload = Mapping[str, Any]

OF_TARIFFS: dict[str, Callable[[Payload, str], str]] = {
    "item.accepted": lambda p, party: f"Svaret fra {party} om »{p['title']}« blev godtaget.",
    "item.asked_back": lambda p, party: f"{party} blev spurgt igen om »{p['title']}«.",
    "cap_rule.set": lambda p, _: (
        f"Loftet over taksterne blev sat: {p['base_year']} til {p['end_year']} efter {p['source']}."
    ),
    "tariffs.imported": lambda p, _: (
        f"Takstfilen »{p['filename']}« blev indlæst: {p['added']} nye og {p['changed']} ændrede."
    ),
    "deviation.reported": lambda p, _: (
        f"{p['operator']} oplyste en takst over loftet i {p['year']}."
    ),
    "services.merged": lambda p, _: (
        f"Sammenlægning {p['merger']} fra {p['year']} blev registreret efter {p['source']}."
    ),
    "services.merger_withdrawn": lambda p, _: (
        f"Sammenlægning {p['merger']} blev trukket tilbage. {p['reason']}"
    ),
    "tariff_columns.explained": lambda p, _: (
        f"Kolonner i takstfil {p['file']} blev forklaret: {', '.join(p['columns'])}."
    ),
    "population.recorded": lambda p, _: (
        f"Folketal pr. {short_date(date.fromisoformat(p['day']))} blev indlæst efter {p['source']}."
    ),
    "funding.proposed": lambda p, _: (
        f"{p['operator']} foreslog nye pladser med fælles medfinansiering: »{p['title']}«."
    ),
    "funding.decided": lambda p, _: (
        f"Forslag {p['project']} om nye pladser er {STATUSES[p['status']].lower()}. {p['reason']}"
    ),
}
