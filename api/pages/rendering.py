"""A page from its template: one environment per process, compiled once, everything escaped."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from api.guards import Principal
from api.pages import dates
from api.pages.notices import notice_of
from models.settings import get_settings
from models.vocabulary import Role
from notifications.danish import install
from reports import tariff_words

STATIC = Path(__file__).parents[1] / "static"


def page(request: Request, template: str, status: int = 200, **facts: object) -> HTMLResponse:
    """jinja2.UndefinedError when the template names a fact that is not there.

    Every template also has `visitor` (null: nobody is signed in), `may_write`, `csrf`, `here` (the
    path), `notice` (what was just done, in words), `base_url` and `mail_stays` (no mail server).
    """
    visitor: Principal | None = getattr(request.state, "visitor", None)
    settings = get_settings()
    standing = {
        "base_url": settings.base_url,
        "mail_stays": not settings.smtp_url,
        "visitor": visitor,
        "may_write": visitor is not None and visitor.role is Role.SECRETARIAT,
        "csrf": visitor.csrf if visitor else "",
        "here": request.url.path,
        "notice": notice_of(request.query_params.get("done", "")) if visitor else "",
    }
    text = environment().get_template(template).render({**standing, **facts})
    return HTMLResponse(text, status)


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("api", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    install(made)
    made.filters.update(dates.FILTERS | tariff_words.FILTERS)
    made.globals["static"] = static
    return made


@cache
def first_of(*templates: str) -> Template:
    """The first that there is, looked for once: Jinja asks the disk anew for each that is not."""
    return environment().select_template(templates)


@cache
def static(path: str) -> str:
    """The address of a file under `static/`, changing with its content so that none is stale."""
    digest = sha256((STATIC / path).read_bytes()).hexdigest()
    return f"/static/{path}?v={digest[:12]}"
