"""Timeline templates and the default policy, read from the TOML files beside."""

import tomllib
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from models.vocabulary import DeadlineKind

PACKAGE = "models.reference"


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TemplateStep(_Data):
    """A step with a date of its own, or an offset in calendar days.

    It waits for `after`, by `lag_working_days` at least, and moves with it; one that is `bound_to`
    the deadline or the agreement's period moves with that alone.
    """

    key: str
    title: str
    planned_on: date | None = None
    days_before_deadline: int | None = None
    days_after_period_from: int | None = None
    after: str = ""
    lag_working_days: int = 1
    bound_to: Literal["", "deadline", "period"] = ""
    source: str = ""


class TemplateDeadline(_Data):
    kind: DeadlineKind
    falls_on: date
    source: str
    reason: str = ""
    in_force: bool = False


class TemplatePoint(_Data):
    text: str


class TemplateDocument(_Data):
    """`file` is a path under `models/reference/documents/`."""

    title: str
    file: str


class TemplateSecretariat(_Data):
    name: str
    email: str
    phone: str = ""


class Template(_Data):
    """A round's plan as data; what is null must be given by whoever starts the round.

    kind       the kind of question it asks (see `rules/questions/registry.py`)
    title      of the round; may name {period}, {kkr}, {agreement}, {next_year} and {extends_to}
    agreement  title of the agreement when the round is not about one that is there already; empty:
               it is called as the round
    year_after_deadline
               the period begins on 1 January after the deadline's year, unless one is given
    """

    kind: str = "approval"
    title: str
    agreement: str = ""
    year_after_deadline: bool = False
    kkr: str | None = None
    period_from: date | None = None
    period_to: date | None = None
    sandbox_clock: datetime | None = None
    secretariat: TemplateSecretariat
    deadlines: tuple[TemplateDeadline, ...] = ()
    steps: tuple[TemplateStep, ...]
    points: tuple[TemplatePoint, ...] = ()
    documents: tuple[TemplateDocument, ...] = ()


@cache
def templates() -> dict[str, Template]:
    """Every template by name, e.g. `sjaelland-2021-2022`."""
    folder = files(PACKAGE).joinpath("templates")
    return {
        file.name.removesuffix(".toml"): Template.model_validate(
            tomllib.loads(file.read_text("utf-8"))
        )
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    }


def default_policy() -> dict[str, Any]:
    """The reminder policy and lead times a round starts with (see `rules/reminders.py`)."""
    policy = tomllib.loads(files(PACKAGE).joinpath("policy.toml").read_text("utf-8"))
    return {**policy, "lead_times": default_lead_times()}


@cache
def default_lead_times() -> dict[str, Any]:
    """How long a case takes on its way to a council (see `rules/lead_times.py`)."""
    return tomllib.loads(files(PACKAGE).joinpath("lead_times.toml").read_text("utf-8"))


def example_document(path: str) -> bytes:
    return files(PACKAGE).joinpath("documents", *path.split("/")).read_bytes()
