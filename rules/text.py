"""What a person may type into a field, and how it is tidied before it is kept."""

import re

from rules.refusal import Refusal

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
LOCAL_PART = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"({LOCAL_PART})@({LABEL}(?:\.{LABEL})+)")
LINE_LIMIT = 300
TEXT_LIMIT = 20_000


def line(value: str, field: str, *, limit: int = LINE_LIMIT) -> str:
    """One trimmed line; Refusal on control characters, line breaks and excess length."""
    return _checked(value, field, limit, one_line=True)


def paragraphs(value: str, field: str, *, limit: int = TEXT_LIMIT) -> str:
    """Trimmed text in which only tab and newline are allowed below the space; CRLF becomes LF."""
    return _checked(value.replace("\r\n", "\n"), field, limit, one_line=False)


def address(value: str, field: str = "email") -> str:
    """A plain ASCII dot-atom address (RFC 5321), domain in lower case.

    Quoted local parts are refused: they can smuggle a second recipient into an SMTP dialogue.
    """
    match = ADDRESS.fullmatch(value.strip(" "))
    if not match or len(value) > 254 or len(match[1]) > 64:
        shown = "".join(c if c.isprintable() else "�" for c in value)[:80]
        raise Refusal(
            f"»{shown}« er ikke en mailadresse, vi kan sende til. Skriv den som navn@kommune.dk.",
            field=field,
        )
    return f"{match[1]}@{match[2].lower()}"


def _checked(value: str, field: str, limit: int, *, one_line: bool) -> str:
    text = value.strip()
    if CONTROL.search(text) or (one_line and ("\n" in text or "\t" in text)):
        raise Refusal(
            f"Feltet »{field}« indeholder tegn, der ikke kan vises. Fjern dem og prøv igen.",
            field=field,
        )
    if len(text) > limit:
        raise Refusal(
            f"Feltet »{field}« er på {len(text)} tegn; der er plads til {limit}.", field=field
        )
    return text
