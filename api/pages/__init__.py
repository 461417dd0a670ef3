"""Pages for people: the secretariat's desk, a party's link, the monitor and the built-in mailbox."""

from fastapi import FastAPI

from api.pages import errors

__all__ = ["install"]


def install(app: FastAPI) -> None:
    """Every page's router, and how a page says no."""
    errors.install(app)
