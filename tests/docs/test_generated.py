"""The pages of `docs/` say what the code says, name all there is, and link to what exists."""

import re
from pathlib import Path

import pytest

from models.event_kinds import KINDS
from models.settings import Settings
from tools.generate_docs import DOCS, PAGES, command_contexts, guarded_routes

ROOT = DOCS.parent
PAGES_WITH_LINKS = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
CODE = re.compile(r"```.*?```", re.DOTALL)


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("page", PAGES)
def test_a_generated_page_is_not_stale(page: str) -> None:
    assert (DOCS / page).read_text(encoding="utf-8") == PAGES[page](), "run `make docs`"


def test_every_event_kind_says_what_it_means() -> None:
    assert [name for name, kind in KINDS.items() if not kind.meaning.endswith(".")] == []


def test_every_setting_says_what_it_decides() -> None:
    assert [n for n, field in Settings.model_fields.items() if not field.description] == []


def test_every_command_says_what_it_does() -> None:
    contexts = list(command_contexts())
    assert contexts
    assert [c.command_path for c in contexts if not c.command.help] == []


def test_every_route_names_its_guard() -> None:
    routes = list(guarded_routes())
    assert routes
    assert [(path, method) for path, method, guards, _ in routes if len(guards) != 1] == []


def test_the_index_names_every_page() -> None:
    index = DOCS / "README.md"
    named = {(DOCS / link).resolve() for link in LINK.findall(index.read_text(encoding="utf-8"))}
    assert sorted({*DOCS.rglob("*.md"), DOCS / "openapi.json"} - named - {index}) == []


@pytest.mark.parametrize("page", PAGES_WITH_LINKS, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_is_dead(page: Path) -> None:
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    links = [link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link)]
    assert [link for link in links if not _leads_somewhere(page, link)] == []


def _leads_somewhere(page: Path, link: str) -> bool:
    file, _, anchor = link.partition("#")
    target = (page.parent / file).resolve() if file else page
    if not target.exists() or ROOT not in target.parents:
        return False
    return not anchor or anchor in _anchors(target)


def _anchors(page: Path) -> set[str]:
    """As GitHub and most others make them: lower case, hyphens for spaces, no punctuation."""
    headings = HEADING.findall(CODE.sub("", page.read_text(encoding="utf-8")))
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }
