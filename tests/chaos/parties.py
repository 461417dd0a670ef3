"""Parties that answer while processes die, and what each of them was told.

A party whose request went unanswered looks again, as a person would: it finds its own answer, or
gives it once more. One in ten gives up instead; what became of it is for the verdict to say.
"""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import httpx

from tests.load.builders import Party
from tests.patience import eventually

JSON = {"Accept": "application/json"}
GIVES_UP = 0.1
AT_ONCE = 12


@dataclass(slots=True)
class Journal:
    """By a party's token.

    acknowledged  receipt and chain head it was shown
    found         it was told nothing, and found its answer when it looked again
    open          it was told nothing and gave up
    """

    acknowledged: dict[str, tuple[str, str]] = field(default_factory=dict)
    found: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)

    def answered_by(self, token: str) -> bool:
        return token in self.acknowledged or token in self.found


class Parties:
    """Clients of any of the web processes; `urls` are asked at random."""

    def __init__(self, urls: Sequence[str], chance: random.Random) -> None:
        self.journal = Journal()
        self._urls = urls
        self._chance = chance
        self._client = httpx.Client(headers=JSON, timeout=30)

    def answer(self, parties: Sequence[Party], tell: Callable[[], None]) -> None:
        """All of them, a dozen at a time; `tell` is called after each."""

        def one(party: Party) -> None:
            self._answer(party)
            tell()

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(one, parties))

    def close(self) -> None:
        self._client.close()

    def _answer(self, party: Party) -> None:
        name = f"Anne Sørensen {uuid4()}"
        trying = eventually(lambda: self._try(party, name), f"an answer of {party.code}")
        if trying == "unanswered":
            self.journal.open.add(party.token)

    def _try(self, party: Party, name: str) -> str:
        """How it ended; empty: to be tried again."""
        page = f"{self._chance.choice(self._urls)}/s/{party.token}"
        shown = self._client.get(page)
        if shown.status_code != 200:
            return ""
        standing = shown.json()["answer"]
        if standing and standing["name"] == name:
            self.journal.found.add(party.token)
            return "found"
        try:
            given = self._client.post(f"{page}/answer", json=_answer(party, name, shown.json()))
        except httpx.TransportError:
            return "unanswered" if self._chance.random() < GIVES_UP else ""
        if given.status_code == 201:
            receipt = given.json()
            self.journal.acknowledged[party.token] = (receipt["receipt"], receipt["chain_head"])
            return "acknowledged"
        own = given.status_code == 409 and given.json()["answered_by"] == name  # found next time
        assert own or given.status_code >= 500, given.text
        return ""


def _answer(party: Party, name: str, shown: dict[str, object]) -> dict[str, object]:
    return {
        "outcome": "approved",
        "decided_on": datetime.now(UTC).date().isoformat(),
        "body": party.body,
        "name": name,
        "title": "byrådssekretær",
        "version": shown["version"],
    }
