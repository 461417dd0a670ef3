"""The style sheets as a browser reads them: a brace too few hides all that follows on a phone."""

from pathlib import Path

import pytest

SHEETS = sorted((Path(__file__).parents[2] / "api" / "static").glob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_what_is_opened_is_closed(sheet: Path) -> None:
    depth = 0
    for number, line in enumerate(sheet.read_text(encoding="utf-8").splitlines(), 1):
        depth += line.count("{") - line.count("}")
        assert 0 <= depth <= 2, f"line {number}"  # a rule in a media query, and no deeper
    assert depth == 0
