"""The application, for tests that are its only client."""

from functools import lru_cache

from fastapi import FastAPI

from api.app import create_app
from models.settings import get_settings


def application() -> FastAPI:
    """As `create_app` makes it. FastAPI builds its routes on the first request, which takes a
    quarter of a second, so they are kept from test to test; the middleware, which remembers who
    asked how often, is made anew."""
    app = _with_origin(get_settings().base_url)
    app.middleware_stack = None
    return app


@lru_cache
def _with_origin(_base_url: str) -> FastAPI:
    """The one setting that is read when the application is made."""
    return create_app()
