"""The web process: pages for people, `/api/v1` for programs, and nothing that waits for mail."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from api import health, outages
from api.headers import HeadAsGet, SecurityHeaders, origin_of
from api.limits import Limits
from api.pages import install as install_pages
from api.v1 import create_api
from models.settings import get_settings

STATIC = Path(__file__).parent / "static"


def create_app() -> FastAPI:
    """Raises SettingsError before anything is served when a setting is wrong."""
    settings = get_settings()
    app = FastAPI(title="rammeaftale", openapi_url=None, docs_url=None, redoc_url=None)
    app.mount("/api/v1", create_api())
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.include_router(health.router)
    install_pages(app)
    outages.install(app)
    app.add_middleware(Limits)
    app.add_middleware(SecurityHeaders, own_origins=[origin_of(settings.base_url)])
    app.add_middleware(HeadAsGet)
    return app
