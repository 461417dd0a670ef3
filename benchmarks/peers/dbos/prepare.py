"""`prepare.py ROUNDS PARTIES EXCHANGES`: DBOS's own tables, the rounds, and the exchanges."""

import sys
from pathlib import Path

import sqlalchemy as sa
from dbos import DBOS
from ground import DEADLINE, parties, rounds, statements, write_exchanges
from store import SQLITE, config, engine


def main(count: int, size: int, exchanges: Path) -> None:
    people = list(parties(count, size))
    with engine.begin() as connection:
        for statement in statements("sqlite" if SQLITE else "postgresql"):
            connection.execute(sa.text(statement))
        connection.execute(
            sa.text(
                "INSERT INTO bench_round (id, title, deadline, parties, answered, approved)"
                " VALUES (:id, :title, :deadline, :parties, 0, 0)"
            ),
            [
                {"id": id_, "title": title, "deadline": DEADLINE, "parties": size}
                for id_, title in rounds(count)
            ],
        )
        connection.execute(
            sa.text(
                "INSERT INTO bench_party (id, round_id, name, email, token, state, version)"
                " VALUES (:id, :round, :name, :email, :token, 'waiting', 1)"
            ),
            [
                dict(zip(("id", "round", "name", "email", "token"), row, strict=True))
                for row in people
            ],
        )
    DBOS(config=config())
    DBOS.launch()
    DBOS.destroy()
    engine.dispose()
    write_exchanges(exchanges, ((name, token) for _, _, name, _, token in people))


main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
