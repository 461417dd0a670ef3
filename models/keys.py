"""The installation's secret keys: from the setting, or made once beside the SQLite database."""

import os
import secrets
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp

from models.settings import Settings, SettingsError, get_settings

MINIMUM_LENGTH = 16


@cache
def get_keys() -> list[bytes]:
    """The first derives, all verify. Each is 32 bytes, hashed from the configured text."""
    return keys_of(get_settings())


def keys_of(settings: Settings) -> list[bytes]:
    texts = [part.strip() for part in settings.secret_key.split(",") if part.strip()]
    if not texts:
        texts = [_own_key(settings)]
    if any(len(text) < MINIMUM_LENGTH for text in texts):
        raise SettingsError(
            f"RAMMEAFTALE_SECRET_KEY: each key must have at least {MINIMUM_LENGTH} characters"
        )
    return [sha256(text.encode()).digest() for text in texts]


def own_key_path(settings: Settings) -> Path:
    """Where the key is that is made when none is set."""
    return settings.data_dir / "secret.key"


def _own_key(settings: Settings) -> str:
    path = own_key_path(settings)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    descriptor, draft = mkstemp(dir=settings.data_dir, prefix="secret.")  # mode 0600
    try:  # two may start at once: only one creates, and it appears whole
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)
    return path.read_text(encoding="ascii").strip()
