"""Pages for people: the secretariat's desk, a party's link, the monitor, the built-in mailbox."""

from fastapi import FastAPI

from api.pages import (
    contact_verbs,
    errors,
    feeds,
    forecast,
    funding,
    letters,
    mailbox,
    monitor,
    new_round,
    on_behalf,
    party,
    party_clearance,
    party_deviation,
    party_draft,
    party_handing,
    party_links,
    party_meetings,
    party_objection,
    party_signin,
    projects,
    rehearsal,
    remarks,
    reminder_policy,
    round_setup,
    round_verbs,
    rounds,
    seat_verbs,
    seats,
    signin,
    tariff_file,
    tariff_mergers,
    tariff_reported,
    tariffs,
    timeline,
    version,
)

__all__ = ["install"]

DESK = (
    signin,
    new_round,
    rounds,
    round_verbs,
    round_setup,
    seats,
    seat_verbs,
    contact_verbs,
    on_behalf,
    forecast,
    rehearsal,
    reminder_policy,
    timeline,
    letters,
    tariffs,
    tariff_file,
    tariff_mergers,
    tariff_reported,
    version,
    remarks,
    funding,
    projects,
)


def install(app: FastAPI) -> None:
    """Every page's router, the busiest first as they are tried in order; and how a page says no."""
    for module in (
        party,
        party_clearance,
        party_deviation,
        party_draft,
        party_handing,
        party_links,
        party_meetings,
        party_objection,
        party_signin,
        *DESK,
        monitor,
        feeds,
        mailbox,
    ):
        app.include_router(module.router)
    errors.install(app)
