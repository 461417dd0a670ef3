"""Pages for people: the secretariat's desk, a party's link, the monitor and the built-in mailbox."""

from fastapi import FastAPI

from api.pages import errors, new_round, party, round_setup, round_verbs, rounds, signin

__all__ = ["install"]


def install(app: FastAPI) -> None:
    """Every page's router, and how a page says no."""
    for module in (signin, new_round, rounds, round_verbs, round_setup, party):
        app.include_router(module.router)
    errors.install(app)
