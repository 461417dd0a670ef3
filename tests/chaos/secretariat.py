"""The secretariat starts rounds through whichever web process answers, each of them once."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from models.reference import parties_of
from tests.builders import PERIOD_FROM
from tests.patience import eventually

LEAD = timedelta(days=60)


class Secretariat:
    """Asks any of `urls` with an API key; looks for what went unanswered before it asks again."""

    def __init__(self, urls: Sequence[str], key: str, chance: random.Random) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        self._client = httpx.Client(headers=headers, timeout=60)
        self._urls, self._chance = urls, chance

    def start_round(self, label: str, kkr: str) -> int:
        """Its id; the parties' addresses begin with the label."""
        return eventually(lambda: self._try(label, kkr), "a round") or 0

    def close(self) -> None:
        self._client.close()

    def _try(self, label: str, kkr: str) -> int | None:
        title = f"{label} {kkr}"
        url = f"{self._chance.choice(self._urls)}/api/v1/rounds"
        listed = self._client.get(url)
        if listed.status_code >= 500:
            return None
        same = [r["id"] for r in listed.raise_for_status().json()["items"] if r["title"] == title]
        if same:
            return int(same[0])
        made = self._client.post(url, json=_round(title, label, kkr))
        assert made.status_code in {201, 500, 503}, made.text
        return int(made.json()["id"]) if made.status_code == 201 else None


def _round(title: str, label: str, kkr: str) -> dict[str, Any]:
    contacts = [
        {"party": p.code, "name": p.name, "email": f"{label}-{p.code}@kommune.example"}
        for p in parties_of(kkr, PERIOD_FROM)
    ]
    return {
        "template": "biennial",
        "kkr": kkr,
        "title": title,
        "contacts": contacts,
        "period_from": str(PERIOD_FROM),
        "deadline": str(datetime.now(UTC).date() + LEAD),
        "start": True,
    }
