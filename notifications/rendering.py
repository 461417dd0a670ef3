"""A letter's subject, text and HTML from its three templates in `letters/<kind>/`."""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from models.vocabulary import LetterKind
from notifications.danish import install
from rules.questions.question import Question


class Rendered(NamedTuple):
    subject: str
    text: str
    html: str


def render(
    kind: LetterKind, facts: Mapping[str, object], question: Question | None = None
) -> Rendered:
    """jinja2.UndefinedError when a template names a fact that is not there.

    question  what the round asks; each template is looked for among those of that kind of
              question, then among those of its shape, then among the common ones
    """
    folders = [f"of_kind/{question.name}/", f"of_shape/{question.shape}/"] if question else []

    def template(name: str) -> Template:
        return _first_of(*(f"{folder}{kind}/{name}" for folder in (*folders, "")))

    subject = " ".join(template("subject.txt").render(facts).split())
    text, html = (
        template(name).render(facts, subject=subject) for name in ("body.txt", "body.html")
    )
    return Rendered(subject, _tidy(text), _tidy(html))


def _tidy(text: str) -> str:
    """At most one blank line in a row; a paragraph stays one line, which every screen breaks."""
    lines = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


@cache
def _first_of(*templates: str) -> Template:
    """The first that there is, looked for once: Jinja asks the disk anew for each that is not."""
    return _environment().select_template(templates)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("notifications", "letters"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    install(environment)
    return environment
