"""A proposed case presentation and recommendation as Word, for a party's own agenda.

The text is `documents/agenda.docx`, which is changed in Word: what stands in braces is filled in.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined, Template

TEMPLATE = Path(__file__).parent / "documents" / "agenda.docx"


class _Compiling(Environment):
    """The template's parts are the same in every file: each is compiled once, which is half of the
    work."""

    def from_string(self, source: Any, *_more: Any, **_others: Any) -> Template:
        return _compiled(source)


ENVIRONMENT = _Compiling(autoescape=True, undefined=StrictUndefined)


def agenda_docx(facts: Mapping[str, object], at: datetime) -> bytes:
    """The same facts give the same bytes. jinja2.UndefinedError for a fact that is not there.

    at  what the file says it was written at
    """
    document = DocxTemplate(TEMPLATE)
    document.render(dict(facts), jinja_env=ENVIRONMENT, autoescape=True)
    about = document.docx.core_properties
    about.title, about.author = f"Godkendelse af {facts['agreement']}", str(facts["secretariat"])
    about.created = about.modified = at.replace(tzinfo=None)
    written = BytesIO()
    document.save(written)
    return _undated(written)


@lru_cache(64)
def _compiled(source: str) -> Template:
    return Environment.from_string(ENVIRONMENT, source)


def _undated(written: BytesIO) -> bytes:
    """The parts as they are; the moment each was packed is left out."""
    packed = BytesIO()
    with ZipFile(written) as source, ZipFile(packed, "w") as target:
        for name in source.namelist():
            part = ZipInfo(name)
            part.compress_type = ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return packed.getvalue()
