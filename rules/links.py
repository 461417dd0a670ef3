"""A party's link: derived when a letter is sent, recomputed when it is opened, never kept.

Token = base64url(contact id, 5 bytes big-endian || HMAC-SHA-256 truncated to 16 bytes): 28
characters, none of them padding. The MAC covers seat, contact and the contact's link generation, so
raising the generation ends what was given out. 128 bits of MAC: RFC 2104 allows no less than half
the digest.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error

TOKEN_LENGTH = 28
_ID_BYTES = 5
_MAC_BYTES = 16
LARGEST_ID = 2**31 - 1  # more than a key column holds: no contact of ours


def token(key: bytes, *, seat_id: int, contact_id: int, generation: int) -> str:
    mac = _mac(key, seat_id, contact_id, generation)
    return urlsafe_b64encode(contact_id.to_bytes(_ID_BYTES, "big") + mac).decode("ascii")


def contact_id_of(text: str) -> int | None:
    """The contact a token claims to be for; null when it is no token at all."""
    if len(text) != TOKEN_LENGTH or not text.isascii():
        return None
    try:
        raw = urlsafe_b64decode(text)
    except (Base64Error, ValueError):
        return None
    if len(raw) != _ID_BYTES + _MAC_BYTES or urlsafe_b64encode(raw).decode("ascii") != text:
        return None
    claimed = int.from_bytes(raw[:_ID_BYTES], "big")
    return claimed if claimed <= LARGEST_ID else None


def verifies(
    text: str, keys: list[bytes], *, seat_id: int, contact_id: int, generation: int
) -> bool:
    """Whether any of the keys derives this token; compared in constant time."""
    return any(
        hmac.compare_digest(
            token(key, seat_id=seat_id, contact_id=contact_id, generation=generation), text
        )
        for key in keys
    )


def calendar_key(key: bytes) -> bytes:
    """What a calendar's address is derived with: subscribing programs hand addresses around, so it
    must not be a link that can answer."""
    return hmac.digest(key, b"calendar", "sha256")


def round_token(key: bytes, *, round_id: int, generation: int) -> str:
    """The address of a round's calendar, made as a contact's: it is ended by raising what it is
    derived from."""
    message = f"calendar:{round_id}:{generation}".encode("ascii")
    mac = hmac.digest(key, message, "sha256")[:_MAC_BYTES]
    return urlsafe_b64encode(round_id.to_bytes(_ID_BYTES, "big") + mac).decode("ascii")


def round_id_of(text: str) -> int | None:
    """The round such an address claims to be of; null when it is none at all."""
    return contact_id_of(text)


def signin_token(key: bytes, letter: str) -> str:
    """A one-time link's token, from the natural key of the letter it goes out in: 168 bits."""
    mac = hmac.digest(key, f"signin:{letter}".encode(), "sha256")
    return urlsafe_b64encode(mac[: _ID_BYTES + _MAC_BYTES]).decode("ascii")


def _mac(key: bytes, seat_id: int, contact_id: int, generation: int) -> bytes:
    message = f"link:{seat_id}:{contact_id}:{generation}".encode("ascii")
    return hmac.digest(key, message, "sha256")[:_MAC_BYTES]
