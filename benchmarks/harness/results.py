"""The results file: what was measured, every value of it, and the machine it was measured on."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.harness.contenders import Failure, Samples, summary

NUMBERS = re.compile(r"\[[\s\d.,e+-]*\]")


def merge(
    path: Path,
    facts: dict[str, Any],
    samples: Sequence[Samples],
    failures: Sequence[Failure],
    *,
    load: tuple[float, float],
) -> None:
    """Replace what the file says about these contenders, points and databases; keep the rest."""
    before = read(path) if path.exists() else {"series": [], "failures": []}
    kept = before["series"]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    new = [
        {
            "workload": taken.workload,
            "database": taken.home,
            "contender": taken.contender,
            "role": taken.role,
            "point": taken.point,
            "measured_at": now,
            "load": [round(value, 2) for value in load],
            "commit": facts["commit"],
            "metrics": {name: summary(values) for name, values in taken.metrics.items()},
        }
        for taken in samples
    ]
    replaced = {_key(series) for series in new}
    series = [one for one in kept if _key(one) not in replaced] + new
    path.parent.mkdir(parents=True, exist_ok=True)
    again = {(taken.workload, taken.home, taken.contender) for taken in samples}
    told = [
        failure
        for failure in before["failures"]
        if (failure["workload"], failure["database"], failure["contender"]) not in again
    ]
    told += [asdict(failure) for failure in failures]
    whole = {"machine": facts, "failures": told, "series": series}
    text = json.dumps(whole, indent=1, ensure_ascii=False)
    one_line = NUMBERS.sub(lambda found: " ".join(found[0].split()), text)
    path.write_text(one_line + "\n", encoding="utf-8")


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _key(series: dict[str, Any]) -> tuple[str, ...]:
    return tuple(series[name] for name in ("workload", "database", "contender", "point"))
