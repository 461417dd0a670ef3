"""W3: who is due among 1,000,000 open seats, and 7,000 of them claimed.

The due seats are whole rounds, as reminders are: parties of a round fall due together. What the
product asks the database is recorded while the whole reaction runs; then the statements that find
and claim are put to a fresh copy by the driver alone, and timed to the last row. So the figure
follows the code, whatever it asks.
"""

import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import event, text
from sqlmodel import col, select, update

from benchmarks.harness.bench import Bench
from benchmarks.harness.contenders import Contender, Points, Role
from benchmarks.harness.databases import Home
from benchmarks.harness.processes import clean_environment, in_child
from benchmarks.harness.rounds import SERIES, copies, environment, open_rounds
from benchmarks.harness.rows import Bare, bare
from models.database import get_engine, transaction
from models.reference.catalogue import default_policy
from models.round import Round
from models.seat import Contact, Seat
from rules.danish_time import at, danish_date
from rules.policy import Policy

NAME = "W3"
TITLE = "Who is due, and claimed"
TEMPLATE = "due"
HERE = "benchmarks.workloads.w3_due"
PER_ROUND = 100
FINDS_OR_CLAIMS = re.compile(r"(WHERE|AND)\b[^;]*\bnext_letter_at <=|SET next_letter_at", re.DOTALL)


def contenders(bench: Bench, home: Home) -> Iterator[Contender]:
    yield Contender("product", Role.PRODUCT, partial(_product, bench, home, []))
    yield Contender("bare indexed query", Role.LIMIT, partial(_bare, bench, home))


def _template(bench: Bench, home: Home) -> None:
    sizes = bench.sizes
    home.template(
        TEMPLATE,
        lambda url, folder: in_child(
            f"{HERE}:fill",
            clean_environment(**environment(url, folder)),
            seats=sizes.open_seats,
            due=sizes.due_seats,
        ),
    )


def _product(bench: Bench, home: Home, asked: list[Any]) -> Points:
    """The whole reaction runs once; `asked` keeps what it asked for the further repetitions."""
    _template(bench, home)
    points = {}
    if not asked:
        with home.copied(TEMPLATE) as first:
            settings = clean_environment(**environment(first, bench.folder))
            whole = in_child(f"{HERE}:remind", settings)
        if whole["reminded"] != bench.sizes.due_seats:
            raise RuntimeError(f"{whole['reminded']} reminded, {bench.sizes.due_seats} due")
        asked += whole.pop("asked")
        points["whole reaction"] = whole
    with home.copied(TEMPLATE) as second:
        points["find and claim"] = in_child(f"{HERE}:replay", url=second, asked=asked)
    return points


def _bare(bench: Bench, home: Home) -> Points:
    _template(bench, home)
    with home.copied(TEMPLATE) as url:
        return {"find and claim": in_child(f"{HERE}:query", url=url)}


# What runs in a process of its own


def fill(seats: int, due: int) -> None:
    """One real round, and copies of it with their seats and contacts by set-based SQL."""
    now = datetime.now(UTC)
    open_rounds(1, PER_ROUND, now)
    morning = _morning(now)
    rounds = seats // PER_ROUND - 1
    with get_engine().begin() as connection:
        copied = {"id": "1 + series.n", "monitor_code": "'copy-' || series.n"}
        connection.execute(text(copies(Round, "1", copied)), {"count": rounds})
        connection.execute(
            text(f"{SERIES} INSERT INTO chain SELECT 'round:' || (1 + n), 0, '' FROM series"),
            {"count": rounds},
        )
        own = {
            "id": f"{PER_ROUND} + series.n",
            "round_id": f"2 + (series.n - 1) / {PER_ROUND}",
            "code": "'copy-' || series.n",
        }
        connection.execute(
            text(copies(Seat, f"1 + series.n % {PER_ROUND}", own)),
            {"count": rounds * PER_ROUND},
        )
        own = {
            "id": f"{PER_ROUND} + series.n",
            "seat_id": f"{PER_ROUND} + series.n",
            "email": "'anne.soerensen.' || series.n || '@kommune.example'",
        }
        connection.execute(
            text(copies(Contact, f"1 + series.n % {PER_ROUND}", own)),
            {"count": rounds * PER_ROUND},
        )
        connection.execute(update(Seat).values(next_letter_at=morning + timedelta(days=20)))
        due_rounds = select(Round.id).order_by(col(Round.id).desc()).limit(due // PER_ROUND)
        connection.execute(
            update(Seat).where(col(Seat.round_id).in_(due_rounds)).values(next_letter_at=morning)
        )
    with get_engine().connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


def remind() -> dict[str, Any]:
    """The whole reaction with events, letters and commit; `asked` is what found and claimed."""
    from actions.remind_seats import remind_seats

    asked: list[list[Any]] = []
    statements = 0

    def hear(_c: Any, _k: Any, statement: str, values: Any, _x: Any, many: bool) -> None:
        nonlocal statements
        statements += 1
        if FINDS_OR_CLAIMS.search(statement):
            asked.append([statement, _plain(values), many])

    event.listen(get_engine(), "before_cursor_execute", hear)
    cpu, began = time.process_time(), time.perf_counter()
    with transaction() as session:
        reminded = remind_seats(session, _morning(datetime.now(UTC)) + timedelta(seconds=30))
    return {
        "seconds": time.perf_counter() - began,
        "cpu_s": time.process_time() - cpu,
        "reminded": reminded,
        "statements": statements,
        "asked": asked,
    }


def replay(url: str, asked: list[list[Any]]) -> dict[str, float]:
    """Milliseconds of the product's own statements, to the last row, in one transaction."""
    find = claim = 0.0
    finds = 0
    with bare(url) as connection:
        connection.one("SELECT count(*) FROM round")
        connection.commit()
        connection.begin()
        for statement, values, many in asked:
            began = time.perf_counter()
            cursor = connection.driver.cursor()
            if many:
                cursor.executemany(statement, values)
            else:
                cursor.execute(statement, values)
                if cursor.description:
                    cursor.fetchall()
            spent = (time.perf_counter() - began) * 1000
            if statement.lstrip().upper().startswith("SELECT"):
                find += spent
                finds += 1
            else:
                claim += spent
    return {
        "find_ms": find,
        "claim_ms": claim,
        "ms": find + claim,
        "find_statements": finds,
        "claim_statements": len(asked) - finds,
    }


def query(url: str) -> dict[str, float]:
    """The bare query, and the bare claim that tells whom it took."""
    with bare(url) as connection:
        mark = connection.mark
        now = connection.one(
            "SELECT min(next_letter_at) FROM seat WHERE next_letter_at IS NOT NULL"
        )
        later = connection.one("SELECT max(next_letter_at) FROM seat")
        connection.commit()
        connection.begin()
        find = _timed(
            connection, f"SELECT id, round_id FROM seat WHERE next_letter_at <= {mark}", (now,)
        )
        claim = _timed(
            connection,
            f"UPDATE seat SET next_letter_at = {mark} WHERE next_letter_at <= {mark}"
            " RETURNING id, round_id",
            (later, now),
        )
    return {"find_ms": find, "claim_ms": claim, "ms": find + claim}


def _timed(connection: Bare, statement: str, values: tuple[Any, ...]) -> float:
    began = time.perf_counter()
    connection.all(statement, values)
    return (time.perf_counter() - began) * 1000


def _morning(now: datetime) -> datetime:
    """The next morning on which reminders go out."""
    policy = Policy.of(default_policy())
    return at(policy.day_from(danish_date(now), 1), policy.send_at)


def _plain(values: Any) -> Any:
    """As JSON can carry it; the drivers take an instant's text for an instant."""
    if isinstance(values, dict):
        return {name: _plain(value) for name, value in values.items()}
    if isinstance(values, (list, tuple)):
        return [_plain(value) for value in values]
    if isinstance(values, datetime):
        return values.isoformat(sep=" ")
    return values.isoformat() if isinstance(values, date) else values
