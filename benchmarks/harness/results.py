"""The results file: what was measured, every value of it, and the machine it was measured on."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.harness.contenders import Samples, summary


def merge(
    path: Path, facts: dict[str, Any], samples: Sequence[Samples], *, load: tuple[float, float]
) -> None:
    """Replace what the file says about these contenders, points and databases; keep the rest."""
    kept = read(path)["series"] if path.exists() else []
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
    text = json.dumps({"machine": facts, "series": series}, indent=1, ensure_ascii=False)
    path.write_text(_short_lists(text) + "\n", encoding="utf-8")


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _key(series: dict[str, Any]) -> tuple[str, ...]:
    return tuple(series[name] for name in ("workload", "database", "contender", "point"))


def _short_lists(text: str) -> str:
    return text
