"""A kind of question is one module: the engine asks it, and never which one it is."""

import re
from pathlib import Path

import pytest

from models.reference.catalogue import templates
from rules.questions.question import Basis, Question
from rules.questions.registry import QUESTIONS
from tests.api.test_kinds import KINDS
from tests.letters.kind_cases import ROUNDS

ROOT = Path(__file__).parents[2]
ENGINE = ("models", "rules", "notifications", "reports", "actions", "flows", "api", "cli")
ANY = "|".join(QUESTIONS)
ASKS = re.compile(rf"""\b(kind|name)\b\s*(==|!=|is|in)\s*[\[{{(]?\s*["']({ANY})["']""")


def test_the_engine_never_asks_which_kind_it_is() -> None:
    own = {ROOT / "rules" / "questions" / f"{name}.py" for name in QUESTIONS}
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for folder in ENGINE
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".html", ".txt"} and path not in own
        for line in path.read_text("utf-8").splitlines()
        if ASKS.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line", ["if round_.kind == 'extension':", 'x = kind in {"consultation"}', 'name != "addendum"']
)
def test_the_search_would_find_it(line: str) -> None:
    assert ASKS.search(line)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_kind_hangs_together(question: Question) -> None:
    assert templates()[question.template].kind == question.name
    assert not (question.basis is Basis.UNANIMITY and question.tacit_consent)
    assert len({field.name for field in question.fields}) == len(question.fields)


def test_every_kind_is_tried_through_the_doors_and_in_its_letters() -> None:
    assert set(KINDS) == set(QUESTIONS)
    assert set(ROUNDS) | {"approval"} == set(QUESTIONS)
