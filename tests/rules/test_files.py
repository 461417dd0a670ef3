"""A file is what its first bytes say, and only if its name agrees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.files import DOCUMENTS, EVIDENCE, MAX_BYTES, media_type, safe_filename
from rules.refusal import Refusal

PDF, PNG, JPEG, ZIP = b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n..", b"\xff\xd8\xff\xe0", b"PK\x03\x04.."


@pytest.mark.parametrize(
    ("content", "name", "allowed", "expected"),
    [
        (PDF, "referat.pdf", EVIDENCE, "application/pdf"),
        (PDF, "REFERAT.PDF", EVIDENCE, "application/pdf"),
        (PNG, "billede.png", EVIDENCE, "image/png"),
        (JPEG, "foto.jpg", EVIDENCE, "image/jpeg"),
        (JPEG, "foto.jpeg", EVIDENCE, "image/jpeg"),
        (ZIP, "sag.docx", DOCUMENTS, "wordprocessingml.document"),
        (ZIP, "takster.xlsx", DOCUMENTS, "spreadsheetml.sheet"),
        (PDF, "a.b.c.pdf", DOCUMENTS, "application/pdf"),
    ],
)
def test_content_and_name_agree(
    content: bytes, name: str, allowed: frozenset[str], expected: str
) -> None:
    assert media_type(content, name, allowed, "file").endswith(expected)


@pytest.mark.parametrize(
    ("content", "name", "allowed"),
    [
        (b"", "tom.pdf", DOCUMENTS),
        (PDF, "referat.png", EVIDENCE),
        (PNG, "referat.pdf", EVIDENCE),
        (b"<html>", "referat.pdf", EVIDENCE),
        (b" " + PDF, "referat.pdf", EVIDENCE),
        (PDF, "referat", EVIDENCE),
        (PDF, "referat.pdf.exe", EVIDENCE),
        (PDF, "", EVIDENCE),
        (ZIP, "sag.docx", EVIDENCE),
        (ZIP, "sag.zip", DOCUMENTS),
        (ZIP, "sag.docm", DOCUMENTS),
        (b"MZ\x90", "sag.docx", DOCUMENTS),
        (b"<svg/>", "tegning.svg", DOCUMENTS),
    ],
)
def test_anything_else_is_refused_with_its_field(
    content: bytes, name: str, allowed: frozenset[str]
) -> None:
    with pytest.raises(Refusal) as refused:
        media_type(content, name, allowed, "evidence")
    assert refused.value.field == "evidence"


def test_the_largest_file_is_taken_and_one_byte_more_is_not() -> None:
    assert media_type(PDF.ljust(MAX_BYTES), "a.pdf", DOCUMENTS, "file") == "application/pdf"
    with pytest.raises(Refusal, match="20 MB"):
        media_type(PDF.ljust(MAX_BYTES + 1), "a.pdf", DOCUMENTS, "file")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("referat.pdf", "referat.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Åse\\Møde 3.pdf", "Møde 3.pdf"),
        ('a"b;c.pdf', "abc.pdf"),
        (" .skjult.pdf. ", "skjult.pdf"),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_name_is_tidied(name: str, safe: str) -> None:
    assert safe_filename(name, "file") == safe


@pytest.mark.parametrize("name", ["", "..", "a/", "???", "a\x00b.pdf", "a\r\nb.pdf", "x" * 501])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        safe_filename(name, "file")
    assert refused.value.field == "file"


@given(st.text(max_size=200))
def test_whatever_name_is_taken_leaves_its_folder_and_header_alone(name: str) -> None:
    try:
        safe = safe_filename(name, "file")
    except Refusal:
        return
    assert not set(safe) & set('/\\"\r\n\0;')
    assert 0 < len(safe) <= 150
    assert safe.strip(" .") == safe
