"""Tables of text that do not say how they are written: UTF-8, Windows, and what old DOS and Mac
programs still export, whose æ, ø and å are other signs to Windows."""

# ruff: noqa: RUF001 - signs that look like others are the point

import re
from functools import cache

from models.reference import parties
from rules.refusal import Refusal
from rules.tariff_headers import KNOWN

UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # what Excel saves as »Unicode-tekst«
WINDOWS = "cp1252"
OLD = ("cp850", "mac_roman")
DANISH = re.compile("[æøåÆØÅ]")
WORD = re.compile(r"[^\W\d_]+")
NOT_WINDOWS = b"\x81\x8d\x8f\x90\x9d"  # stand for nothing there
SUSPECT = NOT_WINDOWS + b"\xc3" + b"".join(map("æøåÆØÅ".encode, OLD))
MIXED = re.compile("Ã[¦¸¥†˜…]")  # UTF-8 in a file that is not all of it
LETTER = "A-Za-zÀ-ÖØ-öø-ÿ"
SIGN = rf"[^\0-\x7f{LETTER}§½²³€°´·•…–—‘’“”»«™\xa0\xad]"
ODD = re.compile(  # what no Danish word has
    rf"[\x80-\x9f\ufffd]|(?<=[{LETTER}]){SIGN}|{SIGN}(?=[{LETTER}])"
    rf"|(?<=[{LETTER}])[‘“”»«](?=[{LETTER}])|(?<=[A-Z])’(?=[A-Z](?![a-z]))"
    rf"|(?<=[a-zæøå])[ÆØÅ]|(?<=[{LETTER}])[ÆØÅ](?=[A-Z]?[a-zæøå])|[æøå](?=[A-ZÆØÅ])"
)


def decoded(content: bytes, field: str) -> str:
    """Refusal where nothing tells how its letters are to be read."""
    encoding = "utf-16" if content.startswith(UTF_16) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode(WINDOWS, errors="replace")
    if len(content.translate(None, SUSPECT)) == len(content):
        return text
    words = " ".join(dict.fromkeys(text.split()))
    odd = ODD.findall(words)
    mixed = MIXED.findall(words)
    if not mixed and len(odd) <= len(DANISH.findall(words)) and "\ufffd" not in odd:
        return text
    for encoding in OLD:
        old = content.decode(encoding)
        then = " ".join(dict.fromkeys(old.split()))
        if not ODD.search(then) and not _known().isdisjoint(WORD.findall(then.casefold())):
            return old
    word = next(word for word in words.split() if (mixed or odd)[0] in word)[:40]
    shown = "".join(filter(str.isprintable, word))
    raise Refusal(
        f"Filens æ, ø og å kan ikke læses: der står »{shown}«. Gem den som »CSV UTF-8«.",
        field=field,
    )


@cache
def _known() -> frozenset[str]:
    """Words with a Danish letter: in the names of the parties, and over the columns of tariffs."""
    names = " ".join([*(party.name for party in parties().values()), *KNOWN]).casefold()
    return frozenset(word for word in WORD.findall(names) if DANISH.search(word))
