"""The programs' door: JSON under `/api/v1`, problem details, an API key per program."""

from fastapi import FastAPI

from api import outages, problems
from api.v1 import (
    calendar_address,
    contacts,
    events,
    forecast,
    funding,
    items,
    mailbox,
    on_behalf,
    projects,
    rehearsal,
    remarks,
    reminder_policy,
    round_verbs,
    rounds,
    seats,
    tariff_mergers,
    tariffs,
    timeline,
    version,
)


def create_api() -> FastAPI:
    """An app of its own, so that its OpenAPI document holds nothing but the contract."""
    api = FastAPI(
        title="rammeaftale",
        version="1",
        description="Rounds that ask every party of a framework agreement one question.",
        docs_url=None,
        redoc_url=None,
    )
    problems.install(api)
    outages.install(api)
    for module in (
        rounds,
        round_verbs,
        timeline,
        seats,
        contacts,
        items,
        on_behalf,
        forecast,
        rehearsal,
        reminder_policy,
        calendar_address,
        events,
        mailbox,
        tariffs,
        tariff_mergers,
        version,
        remarks,
        funding,
        projects,
    ):
        api.include_router(module.router)
    return api
