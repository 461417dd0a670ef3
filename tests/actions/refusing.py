"""A refusal leaves everything as it was."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from models.round import Round
from rules.refusal import Refusal
from tests.builders import answer
from tests.dump import changed, dump


def refused(session: Session, action: Callable[..., Any], *arguments: Any, **more: Any) -> Refusal:
    """The refusal of an action, which must not have changed a row."""
    before = dump(session)
    with pytest.raises(Refusal) as caught:
        action(session, *arguments, **more)
    assert changed(before, dump(session)) == {}
    return caught.value


def refused_answer(session: Session, round_: Round, **changes: Any) -> Refusal:
    return refused(session, answer, round_, **changes)
