"""The sandbox's documents: made from their sources, and readable by archives and screen readers."""

from pathlib import Path

import pytest

from models.reference.catalogue import Template, example_document, templates
from tools.example_documents import SOURCES, TARGET, build, named

NAMED = dict(named())


def test_every_file_is_named_by_a_template_and_has_a_source() -> None:
    kept = {path.relative_to(TARGET).as_posix() for path in TARGET.rglob("*") if path.is_file()}
    assert kept == set(NAMED)
    sources = {path.relative_to(SOURCES).with_suffix(".pdf").as_posix() for path in _sources()}
    assert sources == set(NAMED)


@pytest.mark.parametrize("file", NAMED)
def test_a_document_is_what_its_source_says(file: str) -> None:
    assert example_document(file) == build(file, NAMED[file]), "run `make docs`"


@pytest.mark.parametrize("file", NAMED)
def test_a_document_says_what_it_is_and_conforms_to(file: str) -> None:
    content = example_document(file)
    for wanted in ("<pdfaid:part>2<", "<pdfuaid:part>1<", "<rdf:li>da<", "(øvelsesmateriale)"):
        assert wanted.encode() in content, wanted


@pytest.mark.parametrize("change", ["points", "steps"])
def test_a_changed_template_changes_the_document(change: str) -> None:
    file = "sjaelland/01-forslag-til-rammeaftale-2021-2022.pdf"
    template: Template = templates()["sjaelland-2021-2022"]
    first = getattr(template, change)[0]
    other = first.model_copy(update={"text" if change == "points" else "title": "noget andet"})
    changed = template.model_copy(update={change: (other, *getattr(template, change)[1:])})
    assert build(file, changed) != example_document(file)


def _sources() -> list[Path]:
    return [path for path in SOURCES.rglob("*.typ") if path.parent != SOURCES]
