"""What is recorded of tariffs: the cap, the files, and what operators report."""

from models.event_kind import EventKind

TARIFF_EVENTS = (
    EventKind(
        "cap_rule.set",
        "The cap on tariffs was set, with its index rates and their sources.",
        "cap_rule.set:<rule>",
        (
            *("base_year", "end_year", "rates", "deduction_pct", "level", "tolerance_pct"),
            *("overhead_goal_pct", "source", "by"),
        ),
    ),
    EventKind(
        "tariffs.imported",
        "A tariff file was accepted; what it said anew superseded what was known.",
        "tariffs.imported:<file>",
        (
            *("file", "sha256", "filename", "year", "whole"),
            *("added", "changed", "withdrawn", "unchanged", "by"),
        ),
    ),
    EventKind(
        "deviation.reported",
        "An operator reported a tariff above the cap before anybody asked.",
        "deviation.reported:<report>",
        ("operator", "service", "year", "category", "lasts", "by"),
        ("text", "name", "title"),
    ),
    EventKind(
        "services.merged",
        "Services became one, or one got a new name; it is held against what they cost together.",
        "services.merged:<merger>",
        ("merger", "year", "predecessors", "successor", "source", "by"),
    ),
    EventKind(
        "services.merger_withdrawn",
        "What was recorded of a merger was wrong and no longer holds.",
        "services.merger_withdrawn:<merger>",
        ("merger", "reason", "by"),
    ),
    EventKind(
        "tariff_columns.explained",
        "Somebody said what columns of a tariff file hold; it is remembered.",
        "tariff_columns.explained:<file>:<number>",
        ("file", "columns", "by"),
    ),
)
