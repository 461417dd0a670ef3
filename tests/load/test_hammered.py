"""Ninety-eight municipalities and four regions answer at once while a bot hammers the link page.

All come from one address, the hardest case for limits by address. How long it took is told
(`--log-cli-level=INFO`), not judged: the machine is shared.
"""

import logging
import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
import pytest
from sqlmodel import select

from actions.verify_audit import verify_audit
from models.database import make_engine, reading
from models.migrate import migrate
from models.round import Round
from models.vocabulary import RoundState
from tests.chaos.single import Machine, machine
from tests.conftest import KEY
from tests.load.builders import PARTIES, Party, country

logger = logging.getLogger(__name__)
JSON = {"Accept": "application/json"}
AT_ONCE = 16


class Bot:
    """Asks for a page it may open and for pages nobody may, as fast as it is answered."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token
        self.own: Counter[int] = Counter()
        self.unknown: Counter[int] = Counter()
        self.waits: list[int] = []
        self._limited = threading.Event()
        self._ended = threading.Event()

    @contextmanager
    def hammering(self) -> Iterator[None]:
        """From when it was told to wait, for either kind, until the block ends."""
        thread = threading.Thread(target=self._hammer)
        thread.start()
        try:
            assert self._limited.wait(120), (self.own, self.unknown)
            yield
        finally:
            self._ended.set()
            thread.join()

    def _hammer(self) -> None:
        with httpx.Client(headers=JSON, timeout=60) as client:
            while not self._ended.is_set():
                self._ask(client, self.token, self.own)
                self._ask(client, secrets.token_urlsafe(21), self.unknown)
                if self.own[429] and self.unknown[429]:
                    self._limited.set()

    def _ask(self, client: httpx.Client, token: str, told: Counter[int]) -> None:
        answer = client.get(f"{self.url}/s/{token}")
        told[answer.status_code] += 1
        if answer.status_code == 429:
            self.waits.append(int(answer.headers["Retry-After"]))


def answer(client: httpx.Client, url: str, party: Party) -> tuple[int, int, float]:
    """What page and answer were said to be, and seconds from the first byte to the receipt."""
    began = time.monotonic()
    shown = client.get(f"{url}/s/{party.token}")
    body: dict[str, Any] = {
        "outcome": "approved",
        "decided_on": datetime.now(UTC).date().isoformat(),
        "body": party.body,
        "name": "Anne Sørensen",
        "title": "byrådssekretær",
        "version": 1,
    }
    given = client.post(f"{url}/s/{party.token}/answer", json=body)
    return shown.status_code, given.status_code, time.monotonic() - began


@pytest.fixture
def ours(environment: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Machine]:
    with machine(tmp_path, 9, KEY) as ours:
        yield ours


def test_all_answer_while_a_bot_hammers(ours: Machine, tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/rammeaftale.db")
    migrate(engine)
    parties = country(engine, datetime.now(UTC))
    assert len(parties) == PARTIES
    random.shuffle(parties)
    web = ours.start("web")
    bot = Bot(ours.url, parties[0].token)  # it got hold of a party's link
    with (
        bot.hammering(),
        httpx.Client(headers=JSON, timeout=60) as client,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        told = list(pool.map(lambda party: answer(client, ours.url, party), parties[1:]))
        late = answer(client, ours.url, parties[0])
    ours.kill(web)
    assert {status for status, _, _ in told} == {200}
    assert {status for _, status, _ in told} == {201}
    shown, given, _ = late
    assert given == 201, "whose link it has may still answer"
    assert shown in {200, 429}, "and wait to read, while the bot is fast enough for that"
    assert bot.own.keys() == {200, 429}
    assert bot.unknown.keys() == {404, 429}
    assert all(1 <= wait <= 60 for wait in bot.waits)
    with reading(engine) as session:
        assert verify_audit(session).problems == []
        assert {r.state for r in session.exec(select(Round))} == {RoundState.COMPLETE}
    engine.dispose()
    cuts = quantiles((seconds for _, _, seconds in told), n=100)
    logger.info("page and answer: p50 %.0f ms, p99 %.0f ms", 1000 * cuts[49], 1000 * cuts[98])
    logger.info("the bot: %s with its link, %s without", dict(bot.own), dict(bot.unknown))
