"""Facts that a browser keeps for us and cannot change: sealed, for one purpose and a time.

base64url(JSON) . HMAC-SHA-256 in hex; what is kept can be read by whoever holds it.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from datetime import datetime
from typing import Any

UNTIL = "until"


def seal(key: bytes, purpose: str, facts: Mapping[str, Any], until: datetime) -> str:
    """`until` is the instant it is good for, in whole seconds."""
    told = json.dumps({**facts, UNTIL: int(until.timestamp())}, separators=(",", ":"))
    body = urlsafe_b64encode(told.encode()).decode("ascii")
    return f"{body}.{_mac(key, purpose, body)}"


def unseal(keys: list[bytes], purpose: str, text: str, now: datetime) -> dict[str, Any] | None:
    """Null for what is not ours, was sealed for something else, or is over."""
    body, _, mac = text.partition(".")
    if not text.isascii() or not any(
        hmac.compare_digest(_mac(key, purpose, body), mac) for key in keys
    ):
        return None
    try:
        facts = json.loads(urlsafe_b64decode(body))
    except (Base64Error, ValueError):
        return None
    return facts if now.timestamp() < facts[UNTIL] else None


def _mac(key: bytes, purpose: str, body: str) -> str:
    return hmac.digest(key, f"seal:{purpose}:{body}".encode("ascii"), "sha256").hex()
