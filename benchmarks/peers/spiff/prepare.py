"""`prepare.py ROUNDS PARTIES EXCHANGES`: the rounds, a workflow per party, and the exchanges."""

import sys
from pathlib import Path

from ground import DEADLINE, parties, rounds, statements, write_exchanges
from store import WORKFLOWS, connection, new_workflow


def main(count: int, size: int, exchanges: Path) -> None:
    people, db = list(parties(count, size)), connection()
    db.execute("BEGIN")
    for statement in [*statements("sqlite"), WORKFLOWS]:
        db.execute(statement)
    db.executemany(
        "INSERT INTO bench_round VALUES (?, ?, ?, ?, 0, 0)",
        [(id_, title, DEADLINE, size) for id_, title in rounds(count)],
    )
    db.executemany(
        "INSERT INTO bench_party (id, round_id, name, email, token, state, version)"
        " VALUES (?, ?, ?, ?, ?, 'waiting', 1)",
        people,
    )
    state = new_workflow("party")
    db.executemany("INSERT INTO workflow VALUES (?, ?)", [(row[0], state) for row in people])
    db.execute("COMMIT")
    db.close()
    write_exchanges(exchanges, ((name, token) for _, _, name, _, token in people))


main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
