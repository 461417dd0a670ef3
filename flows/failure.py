"""Prefect keeps what an exception says, in its database and pickled in its home, and a database
error quotes rows. So a flow fails in few words; our own log has the rest."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger(__name__)


class FlowFailed(Exception):
    """The message may be read by anyone who may see Prefect: no personal data."""


def in_few_words(function: Callable[P, R]) -> Callable[P, R]:
    """Whatever it raises becomes FlowFailed with the name of its class, without a context."""

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except FlowFailed:
            raise
        except Exception as error:
            logger.exception("%s failed", function.__name__)
            words = f"{type(error).__name__}, details in the worker's log"
        raise FlowFailed(words)

    return guarded
