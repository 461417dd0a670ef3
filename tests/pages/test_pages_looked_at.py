"""No page is left out where all are looked at: a new one comes into a list of addresses."""

import re

from fastapi.routing import iter_route_contexts
from sqlalchemy import Engine

from api.app import create_app
from models.database import transaction
from tests.databases import sqlite_only
from tests.pages import test_versions_accessible as versions
from tests.pages.test_accessibility import (
    PUBLIC,
    addresses,
    finance_jointly,
    follow_up_tariffs,
    of_kinds,
    play,
)

pytestmark = sqlite_only
NO_PAGES = re.compile(
    r"/(healthz|readyz|metrics|tariffs/(statement|report\S*))$"
    r"|\.(pdf|docx|zip|ics|xlsx)$|calendar"
    r"|/(documents|attachments|evidence)/|/mailbox/\{message_id\}/(html|raw|files/\{number\})$"
    r"|^/s/\{token\}/signin$"  # leads out to the identity provider
)


def test_every_page_is_among_the_addresses(engine: Engine) -> None:
    with transaction() as session:
        play(session)
        follow_up_tariffs(session)
        finance_jointly(session)
        looked_at = [*PUBLIC, *addresses(session), *of_kinds(session), *versions.play(session)]
    paths = [path.partition("?")[0] for path in looked_at]
    pages = {
        route.path or ""
        for route in iter_route_contexts(create_app().routes)  # what is mounted is no page
        if hasattr(route, "dependant") and "GET" in (route.methods or ())
    }
    left_out = [
        page
        for page in sorted(pages)
        if not NO_PAGES.search(page)
        and not any(re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", page), path) for path in paths)
    ]
    assert left_out == []
    assert len(pages) > 40
