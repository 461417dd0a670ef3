"""A file is what its first bytes say, and only if its name agrees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.files import DOCUMENTS, EVIDENCE, MAX_BYTES, media_type, safe_filename
from rules.refusal import Refusal

EML = b"Received: from a\r\n\tby b\r\nFrom: Bo <bo@x.dk>\r\nSubject: Svar\r\n\r\nGodkendt.\r\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
MSG = OLE + "__properties_version1.0".encode("utf-16-le")
PDF, PNG, JPEG, ZIP = b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n..", b"\xff\xd8\xff\xe0", b"PK\x03\x04.."


@pytest.mark.parametrize(
    ("content", "name", "allowed", "expected"),
    [
        (PDF, "referat.pdf", EVIDENCE, "application/pdf"),
        (PDF, "REFERAT.PDF", EVIDENCE, "application/pdf"),
        (PNG, "billede.png", EVIDENCE, "image/png"),
        (JPEG, "foto.jpg", EVIDENCE, "image/jpeg"),
        (EML, "Svar fra Faxe.eml", EVIDENCE, "message/rfc822"),
        (b"Date: x\nFrom: y\n\n", "svar.EML", EVIDENCE, "message/rfc822"),
        (MSG, "Svar.msg", EVIDENCE, "vnd.ms-outlook"),
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
        (b"<html>From: a\r\nDate: b\r\n", "svar.eml", EVIDENCE),
        (b"Subject: a\r\nX: b\r\n\r\nFrom: nobody\r\n", "svar.eml", EVIDENCE),
        (b"From: a\r\n\r\n", "svar.eml", EVIDENCE),
        (b"\r\n" + EML, "svar.eml", EVIDENCE),
        (OLE, "gammelt-word.msg", EVIDENCE),
        (MSG, "svar.eml", EVIDENCE),
        (EML, "svar.msg", EVIDENCE),
        (EML, "bilag.eml", DOCUMENTS),
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


def test_a_hostile_mail_is_told_at_once() -> None:
    for content in (b"A:" + b" " * 2**20, b"A:\n" * 2**18, b"A: b\r" * 2**18, b"\t" * 2**20):
        with pytest.raises(Refusal):
            media_type(content, "svar.eml", EVIDENCE, "evidence")


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
