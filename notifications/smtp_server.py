"""Which SMTP server letters go to, as `RAMMEAFTALE_SMTP_URL` says it."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtplib import SMTP

from models.settings import SettingsError

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Server:
    """port null: 25, with TLS from the start 465; starttls null: when the server offers it."""

    host: str
    port: int | None = None
    tls: bool = False
    starttls: bool | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, url: str) -> "Server":
        """From `smtp://user:pass@host:port?starttls=true|false` or `smtps://…`."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            host, port = "", None
        wish = parse_qs(parts.query).get("starttls", [""])[-1] if host else ""
        if not host or wish not in {"", "true", "false"}:
            raise SettingsError(
                "RAMMEAFTALE_SMTP_URL: must be smtp://user:pass@host:port?starttls=true|false"
            )
        tls = parts.scheme == "smtps"
        return cls(
            host,
            port,
            tls,
            False if tls else {"": None, "true": True, "false": False}[wish],
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
        )

    def client(self, timeout: float) -> SMTP:
        """A connection, not open yet; `timeout` in seconds is for what has none of its own."""
        return SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.tls,
            start_tls=self.starttls,
            local_hostname="localhost" if self.host in LOOPBACK else None,
            timeout=timeout,
        )
