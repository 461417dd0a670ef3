"""W1: a party reads its page and answers, over HTTP, with 1, 16 and 64 clients.

Every seat of every round is answered once, round by round, so that those who answer at the same
time mostly answer in the same round, as they do before a deadline.
"""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from benchmarks.harness.bench import Bench
from benchmarks.harness.contenders import Contender, Points, Role
from benchmarks.harness.databases import Home
from benchmarks.harness.processes import clean_environment, in_child
from benchmarks.harness.rounds import environment, links, open_rounds, write_lines
from benchmarks.harness.rows import Bare, bare
from benchmarks.harness.serving import check, loaded, plain_app, product, served
from benchmarks.peers import registry
from models.database import reading, transaction
from models.vocabulary import Body, Outcome, PartyKind

NAME = "W1"
TITLE = "GET and POST of an answer over HTTP"
TEMPLATE = "answers"
HERE = "benchmarks.workloads.w1_answers"
EXCHANGES, PAGE = "exchanges.jsonl", "page.html"
COUNTED = {
    "answers": "SELECT count(*) FROM answer",
    "events": "SELECT count(*) FROM event WHERE kind = 'seat.answered'",
    "receipts": "SELECT count(*) FROM letter WHERE kind = 'receipt' AND state = 'queued'",
    "counters": "SELECT sum(answered) FROM round",
}


def contenders(bench: Bench, home: Home) -> Iterator[Contender]:
    beside = home.template(TEMPLATE, lambda url, folder: _fill(bench, url, folder))
    yield Contender("product", Role.PRODUCT, partial(_product, bench, home, beside))
    yield Contender("page alone", Role.LIMIT, partial(_page_alone, bench, home, beside))
    yield Contender("bare page", Role.LIMIT, partial(_bare_page, bench, beside))
    yield Contender("bare commits", Role.LIMIT, partial(_bare_commits, bench, home, beside))
    if bench.with_peers:
        yield from registry.contenders(bench, home)


def _fill(bench: Bench, url: str, folder: Path) -> None:
    settings = clean_environment(**environment(url, folder))
    sizes = bench.sizes
    in_child(f"{HERE}:fill", settings, rounds=sizes.rounds, size=sizes.parties, folder=str(folder))
    with served(bench, "product", product, settings) as (port, _):
        with (folder / EXCHANGES).open(encoding="utf-8") as file:
            first = json.loads(file.readline())
        with urlopen(f"http://127.0.0.1:{port}{first['get']}") as page:
            (folder / PAGE).write_bytes(page.read())


def _product(bench: Bench, home: Home, beside: Path) -> Points:
    with home.copied(TEMPLATE) as url:
        settings = clean_environment(**environment(url, beside))
        with served(bench, "product", product, settings) as (port, pid):
            points, done = loaded(bench, port, _weighed(pid, home), beside / EXCHANGES)
        with bare(url) as connection:
            check(connection.one, COUNTED, done)
    return points


def _page_alone(bench: Bench, home: Home, beside: Path) -> Points:
    """The product's own page without the answer, from the same server."""
    pages = beside / "pages.jsonl"
    if not pages.exists():
        with (beside / EXCHANGES).open(encoding="utf-8") as file:
            rows = ({**json.loads(line), "post": ""} for line in file)
            write_lines(pages, rows)
    with home.copied(TEMPLATE) as url:
        settings = clean_environment(**environment(url, beside))
        with served(bench, "product", product, settings) as (port, pid):
            return loaded(bench, port, _weighed(pid, home), pages, endless=True)[0]


def _bare_page(bench: Bench, beside: Path) -> Points:
    settings = clean_environment(BARE_PAGE=str(beside / PAGE))
    exchanges = beside / "bare.jsonl"
    write_lines(exchanges, iter([{"get": "/", "post": "/", "body": "{}"}]))
    with served(bench, "bare", plain_app("benchmarks.harness.bare_page:app"), settings) as server:
        return loaded(bench, server[0], [server[1]], exchanges, endless=True)[0]


def _bare_commits(bench: Bench, home: Home, beside: Path) -> Points:
    with home.copied(TEMPLATE) as answered, home.copied(TEMPLATE) as written:
        settings = clean_environment(**environment(answered, beside))
        exchanges, answers = str(beside / EXCHANGES), bench.sizes.rewritten
        action = in_child(f"{HERE}:answer", settings, exchanges=exchanges, answers=answers)
        commits = in_child(f"{HERE}:commit", settings, answered=answered, written=written)
    return {"1 client": {**commits, **action}}


def _weighed(pid: int, home: Home) -> list[int]:
    return [pid, *filter(None, [home.process()])]


# What runs in a process of its own


def fill(rounds: int, size: int, folder: str) -> None:
    now = datetime.now(UTC)
    open_rounds(rounds, size, now)
    with reading() as session:
        write_lines(
            Path(folder) / EXCHANGES,
            (
                {
                    "get": f"/s/{token}",
                    "post": f"/s/{token}/answer",
                    "body": json.dumps(_body(seat.party_kind, now), ensure_ascii=False),
                    "mark": seat.party,
                }
                for seat, token in links(session)
            ),
        )


def answer(exchanges: str, answers: int) -> dict[str, float]:
    """Milliseconds of the action alone, one answer after the other, without HTTP."""
    from actions.answer_seat import answer_seat
    from actions.open_link import open_link
    from actions.write_answer import Teller
    from api.v1.answers import given_by
    from rules.questions.approval import QUESTION

    with Path(exchanges).open(encoding="utf-8") as file:
        given = [json.loads(line) for _, line in zip(range(answers), file, strict=False)]
    began = time.perf_counter()
    for exchange in given:
        with transaction() as session:
            opened = open_link(session, exchange["get"].rpartition("/")[2], lock=True)
            submission = given_by(QUESTION, exchange["body"].encode()).submission
            teller, now = Teller(contact=opened.contact), datetime.now(UTC)
            answer_seat(session, opened.round_, opened.seat, submission, teller, now)
    return {"action_ms": (time.perf_counter() - began) * 1000 / len(given)}


def commit(answered: str, written: str) -> dict[str, float]:
    """Write again, answer by answer, what the answers left behind: one transaction for each."""
    with bare(answered) as after, bare(written) as before:
        private = after.all(after.newer("event_private", before.largest("event_private")))
        events = _by_key(after, before, "event")
        rows = [
            (before.insert("answer"), after.all(after.newer("answer", before.largest("answer")))),
            (before.insert("event"), [events[row[0]] for row in private]),
            (before.insert("event_private"), private),
            (before.insert("letter"), after.all(after.newer("letter", before.largest("letter")))),
            _changed(after, "seat", "id", "answer_id IS NOT NULL"),
            _changed(after, "round", "id", "answered > 0"),
            _changed(after, "chain", "name", "name LIKE 'round:%'"),
        ]
        before.commit()
        cpu, began = time.process_time(), time.perf_counter()
        for number in range(len(private)):
            before.begin()
            for statement, values in rows:
                before.execute(statement, values[number % len(values)])
            before.commit()
        seconds = time.perf_counter() - began
    cpu_ms = (time.process_time() - cpu) * 1000 / len(private)
    return {"rate": len(private) / seconds, "cpu_ms": cpu_ms}


def _by_key(after: Bare, before: Bare, table: str) -> dict[int, tuple[Any, ...]]:
    rows = after.all(after.newer(table, before.largest(table)))
    return {row[0]: row for row in rows}


def _changed(after: Bare, table: str, key: str, where: str) -> tuple[str, list[tuple[Any, ...]]]:
    """The statement that sets a row as it became, and its values for each row."""
    statement, columns = after.update(table, key)
    query = f'SELECT {", ".join(columns)} FROM "{table}" WHERE {where} ORDER BY {key}'
    return statement, after.all(query)


def _body(kind: PartyKind, now: datetime) -> dict[str, object]:
    region = kind is PartyKind.REGION
    return {
        "outcome": Outcome.APPROVED,
        "decided_on": now.date().isoformat(),
        "body": Body.REGIONAL_COUNCIL if region else Body.COUNCIL,
        "agenda_item": "12",
        "name": "Anne Sørensen",
        "title": "byrådssekretær",
        "version": 1,
    }
