"""What happened to tariffs and to what was asked about them, each as one Danish sentence."""

from collections.abc import Callable, Mapping
from typing import Any

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
    "tariff_columns.explained": lambda p, _: (
        f"Kolonner i takstfil {p['file']} blev forklaret: {', '.join(p['columns'])}."
    ),
}
