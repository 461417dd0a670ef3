"""PDFs for the archive: PDF/A-2b that a screen reader can follow (PDF/UA-1), made when asked for.

The sources lie in `documents/`; what they say comes as data, so that nothing typed can be markup.
The same facts give the same bytes, and no font but those of the typesetter itself is used.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import typst

from models.agreement import Document

SOURCES = Path(__file__).parent / "documents"


def pdf(name: str, facts: Mapping[str, object], at: datetime) -> bytes:
    """`documents/<name>.typ`, dated `at`.

    Raises ValueError for what the typesetter only warns of: a missing font would change every page.
    """
    content, warnings = typst.compile_with_warnings(
        SOURCES / f"{name}.typ",
        root=SOURCES,
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps({**facts, "dated": _day(at)}, ensure_ascii=False)},
        pdf_standards=["a-2b", "ua-1"],
        timestamp=at.replace(microsecond=0),
    )
    if warnings or not isinstance(content, bytes):
        raise ValueError(f"{name}: {'; '.join(str(warning) for warning in warnings)}")
    return content


def fingerprints(documents: Sequence[Document]) -> list[dict[str, str]]:
    """Documents as the sources list them."""
    return [
        {
            "title": document.title,
            "filename": document.filename,
            "sha256": document.file_sha256,
        }
        for document in documents
    ]


def _day(at: datetime) -> dict[str, int]:
    return {"year": at.year, "month": at.month, "day": at.day}
