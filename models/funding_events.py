"""What happens to proposals of new places with joint financing."""

from models.event_kind import EventKind

FUNDING_EVENTS = (
    EventKind(
        "population.recorded",
        "Population figures were imported, with their source and day.",
        "population.recorded:<figures>",
        ("day", "source", "figures", "by"),
    ),
    EventKind(
        "funding.proposed",
        "An operator's proposal of new places with joint financing was recorded.",
        "funding.proposed:<project>",
        (
            *("project", "kkr", "operator", "title", "opens_on", "places", "tariff_ore"),
            *("occupancies", "key", "key_source", "by"),
        ),
    ),
    EventKind(
        "funding.decided",
        "It was recorded what became of a proposal.",
        "funding.decided:<project>:<number>",
        ("project", "status", "reason", "by"),
    ),
)
