"""What a reader of a PDF finds in it."""

from io import BytesIO
from typing import Any

from pypdf import PdfReader


def text_of(content: bytes) -> str:
    """All words of all pages, with one space between them."""
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def is_archive_and_accessible(content: bytes) -> bool:
    """Whether it says of itself, in XMP, that it is PDF/A-2b and PDF/UA-1, and is tagged."""
    catalogue: Any = PdfReader(BytesIO(content)).trailer["/Root"]
    xmp = catalogue["/Metadata"].get_object().get_data().decode()
    said = ("<pdfaid:part>2<", "<pdfaid:conformance>B<", "<pdfuaid:part>1<")
    return (
        all(words in xmp for words in said)
        and catalogue["/MarkInfo"]["/Marked"].value is True
        and str(catalogue["/Lang"]).startswith("da")
        and "/StructTreeRoot" in catalogue
    )
