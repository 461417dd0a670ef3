"""Checks an exported record of events, without the product: python verify.py ARCHIVE [KNOWN ...]

ARCHIVE  what `rammeaftale audit export` wrote
KNOWN    mails or receipts kept from earlier, as files: each head they print, as in
         `round:7 31 <64 characters>`, must be in the record, or it was rewritten since

Needs Python 3.11 and nothing else. Exit code 0: whole; 1: one line per fault; 2: not read.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from email import message_from_bytes, policy
from hashlib import sha256
from io import BytesIO
from itertools import groupby
from typing import Any, NamedTuple
from zipfile import ZipFile

Record = Mapping[str, Any]  # an event as a line of `events.jsonl` holds it
End = tuple[int, str]  # seq and hash of a chain's last event
Head = tuple[str, int, str]  # the same with the chain's name
HashAt = Callable[[tuple[str, int]], str | None]  # of the event with that chain and seq

SYSTEM, SANDBOX = "system", "sandbox"
SYSTEM_CHAINS = frozenset({SYSTEM, SANDBOX})
CREATED = "round.created"
README, VERIFIER, HEADS, EVENTS = MEMBERS = ("README.txt", "verify.py", "heads.txt", "events.jsonl")
SEAL = 64  # the archive ends with the SHA-256, in hex, of all that is before it
HEAD = re.compile(r"\b((?:system|sandbox|round)(?::[0-9]+)?) ([0-9]+) ([0-9a-f]{64})\b")
HASHED = ("chain", "seq", "at", "kind", "key", "round", "party", "sandbox", "payload", "prev")
FIELDS = frozenset({*HASHED, "hash", "private"})


class Verdict(NamedTuple):
    """How much was read, and one sentence per fault; none: the record is whole."""

    chains: int
    events: int
    problems: list[str]

    def lines(self) -> list[str]:
        whole = "the record is not whole" if self.problems else "the record is whole"
        return [f"{self.events} events in {self.chains} chains", *self.problems, whole]


def canonical(value: Any) -> str:
    """One text per value: sorted keys, no spaces, UTF-8 as it is; what hashes are taken of."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def record_hash(record: Record) -> str:
    """SHA-256 (hex) of what an event says and where it stands."""
    return sha256(canonical({name: record[name] for name in HASHED}).encode()).hexdigest()


def private_hash(salt: str, data: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of salt and data; without the salt nobody can try names against it."""
    return sha256((salt + canonical(data)).encode()).hexdigest()


def round_chain(round_id: int | None, *, sandbox: bool) -> str:
    """The name of a round's chain; sandbox chains stand apart from the real ones."""
    return f"{SANDBOX if sandbox else 'round'}:{round_id}"


def problems(records: Iterable[Record], ends: Mapping[str, End]) -> Iterator[str]:
    """One sentence per fault. Records come ordered by chain and seq; `ends` are the kept heads.

    A chain that is gone with its end still shows: a system chain recorded the round's creation.
    """
    seen: set[str] = set()
    created: set[str] = set()
    for name, rows in groupby(records, key=lambda record: str(record["chain"])):
        seen.add(name)
        begun = created if name in SYSTEM_CHAINS else set()
        yield from _chain_problems(name, rows, ends.get(name), begun)
    for name, (seq, _) in ends.items():
        if name not in seen and seq:
            yield f"{name}: all {seq} events are missing"
    for name in sorted(created - seen - ends.keys()):
        yield f"{name}: the whole chain is missing"
    for name in sorted(seen - created - SYSTEM_CHAINS):
        yield f"{name}: its beginning is not in the system chain"


def _chain_problems(
    name: str, records: Iterable[Record], end: End | None, begun: set[str]
) -> Iterator[str]:
    """`begun` is given the names of the chains whose beginning this one records."""
    seq, head = 0, ""
    for record in records:
        here = f"{name} {record['seq']}"
        if record["seq"] != seq + 1:
            yield f"{name}: event {seq + 1} is missing (found {record['seq']})"
        if record["prev"] != head:
            yield f"{here}: does not follow the event before it"
        if record["hash"] != record_hash(record):
            yield f"{here}: its content was changed"
        private, claimed = record["private"], record["payload"].get("private")
        if private and private_hash(private["salt"], private["data"]) != claimed:
            yield f"{here}: its personal data was changed"
        if record["kind"] == CREATED:
            begun.add(round_chain(record["round"], sandbox=record["sandbox"]))
        seq, head = record["seq"], record["hash"]
    if end != (seq, head):
        yield f"{name}: ends at event {seq}, but {end[0] if end else 0} were recorded"


def check_archive(data: bytes, known: Iterable[Head] = ()) -> Verdict:
    """What the bytes of an archive hold; the heads in `known` must be in its record."""
    if sha256(data[:-SEAL]).hexdigest().encode() != data[-SEAL:]:
        return Verdict(0, 0, ["the archive was changed or cut after it was made, or is none"])
    try:
        return _check_content(data, known)
    except Exception as error:  # whatever it is that somebody sealed
        return Verdict(0, 0, [f"the archive cannot be read: {type(error).__name__}: {error}"])


def _check_content(data: bytes, known: Iterable[Head]) -> Verdict:
    with ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        heads, text = (archive.read(name).decode() for name in (HEADS, EVENTS))
    *lines, rest = text.split("\n")
    records = [json.loads(line) for line in lines]
    ends = {name: (seq, head) for name, seq, head in heads_in(heads)}
    found = [] if names == list(MEMBERS) else [f"the archive does not hold {', '.join(MEMBERS)}"]
    if "".join(head_line((name, *end)) for name, end in ends.items()) != heads:
        found.append(f"{HEADS}: is not one line per chain")
    if rest:
        found.append(f"{EVENTS}: its last line is cut")
    found += [
        f"{EVENTS}, line {number}: is not written as an event is"
        for number, (line, record) in enumerate(zip(lines, records, strict=True), 1)
        if canonical(record) != line or record.keys() != FIELDS
    ]
    found += problems(records, ends)
    there = {(record["chain"], record["seq"]): record["hash"] for record in records}
    found += rewritten(known, there.get)
    return Verdict(len(ends), len(records), found)


def rewritten(known: Iterable[Head], hash_at: HashAt) -> Iterator[str]:
    """Heads that were given out and are no longer those of the record."""
    for head in known:
        if hash_at(head[:2]) != head[2]:
            yield f"{head[0]} {head[1]}: was given out with another head; it was rewritten or lost"


def heads_in(text: str) -> list[Head]:
    return [(name, int(seq), head) for name, seq, head in HEAD.findall(text)]


def head_line(head: Head) -> str:
    return f"{head[0]} {head[1]} {head[2]}\n"


def known_heads(data: bytes) -> list[Head]:
    """The heads in a text, or in a mail saved as it came."""
    body = message_from_bytes(data, policy=policy.default).get_body(("plain", "html"))
    texts = [data.decode("utf-8", "replace"), str(body.get_content()) if body else ""]
    return list(dict.fromkeys(heads_in("\n".join(texts))))


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0].startswith("-"):
        sys.stderr.write(__doc__)
        return 2
    try:
        archive, *kept = (open(name, "rb").read() for name in arguments)  # noqa: SIM115
    except OSError as error:
        sys.stderr.write(f"{error.filename}: {error.strerror}\n")
        return 2
    known = dict(zip(arguments[1:], map(known_heads, kept), strict=True))
    verdict = check_archive(archive, [head for heads in known.values() for head in heads])
    verdict.problems.extend(f"{name}: no head in it" for name, heads in known.items() if not heads)
    sys.stdout.write("\n".join([*verdict.lines(), ""]))
    return 1 if verdict.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
