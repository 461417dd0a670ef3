"""The flows as plain functions."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.advance import advance
from flows.clock import lived
from flows.deliver import deliver
from flows.failure import FlowFailed, in_few_words
from flows.mail_heads import mail_heads
from flows.remind import remind
from flows.tariff_report import tariff_report


@pytest.mark.parametrize("flow", [advance, remind])
@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime(2126, 1, 1, tzinfo=UTC), "now must not lie in the future"),
        (datetime(2026, 1, 1), "now must say its time zone"),  # noqa: DTZ001 - that is the point
    ],
)
@pytest.mark.usefixtures("database")
def test_a_flow_lives_only_moments_that_have_been(flow, now, words) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(FlowFailed, match=words):
        flow.fn(now=now)


@pytest.mark.parametrize("flow", [advance, deliver, mail_heads, remind, tariff_report])
@pytest.mark.usefixtures("database")
def test_a_flow_may_run_twice_and_on_nothing(flow) -> None:  # type: ignore[no-untyped-def]
    assert [flow.fn(), flow.fn()] == [0, 0]


def test_a_moment_is_given_back_in_utc() -> None:
    given = datetime(2026, 1, 1, 9, tzinfo=UTC) - timedelta(hours=1)
    assert lived(given) == given


def test_what_prefect_keeps_of_a_failure_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    @in_few_words
    def fails() -> None:
        raise KeyError("jytte@kommune.dk")

    with pytest.raises(FlowFailed) as failure:
        fails()
    assert str(failure.value) == "KeyError, details in the worker's log"
    assert failure.value.__cause__ is None
    assert failure.value.__context__ is None, "a traceback would quote it"
    assert "jytte@kommune.dk" in caplog.text
