"""Settings from the environment or `.env`, prefix `RAMMEAFTALE_` (CONTRACT, section Settings)."""

import re
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(Exception):
    """A setting is wrong; the message is one line that names it and says what to do."""


class Settings(BaseSettings):
    """What an installation decides. Field order and descriptions are `docs/settings.md`."""

    model_config = SettingsConfigDict(env_prefix="RAMMEAFTALE_", env_file=".env", extra="ignore")

    data_dir: Path = Field(
        Path("var"), description="Folder for the databases, the key and the logs."
    )
    database_url: str = Field(
        "", description="`sqlite:///…` or `postgresql+psycopg://…`; unset: SQLite in DATA_DIR."
    )
    base_url: str = Field(
        "http://127.0.0.1:8000", description="Address that links in letters start with."
    )
    secret_key: str = Field(
        "",
        description="Comma list: the first derives links, all verify. Unset on SQLite: made once in"
        " DATA_DIR/secret.key (mode 0600). Required on PostgreSQL.",
        repr=False,
    )
    smtp_url: str = Field(
        "",
        description="`smtp://user:pass@host:port?starttls=true|false` or `smtps://…`; unset:"
        " letters stay in the built-in mailbox and pages say so.",
        repr=False,
    )
    mail_from: str = Field("rammeaftale@example.org", description="Sender address of every letter.")
    letters_per_minute: int = Field(
        300,
        ge=0,
        description="Letters a minute to one receiving domain, all workers together; 0: no limit.",
    )
    heads_to: str = Field(
        "",
        description="Comma list of addresses that are mailed the last hash of every chain of the"
        " record once a day, so that a later rewrite shows; unset: nobody.",
    )
    report_to: str = Field(
        "",
        description="Comma list of addresses of secretariat and leaders that are mailed the tariff"
        " report as a round of explanations closes, and else once a month when it says something"
        " new; unset: nobody.",
    )
    scan_command: str = Field(
        "",
        description="Virus scanner for every uploaded file, which it gets on standard input: exit"
        " code 0 is clean, 1 infected, e.g. `clamdscan --no-summary -`. When it cannot tell, the"
        " file is refused. Unset: no scan.",
    )
    links_readable_days: int = Field(
        90,
        ge=0,
        description="Days after its close in which a round can still be read by the parties' links;"
        " then they only say that it is over.",
    )
    oidc_issuer: str = Field(
        "",
        description="Address of an OpenID Connect provider, e.g. a broker of MitID Erhverv, with"
        " which a round can demand that parties sign in; its redirect address is BASE_URL with"
        " `/oidc/callback`. Unset: no round can.",
    )
    oidc_client_id: str = Field("", description="What the provider knows this installation as.")
    oidc_client_secret: str = Field("", description="The secret it was given there.", repr=False)
    oidc_scope: str = Field("openid", description="What is asked of it, with spaces between.")
    oidc_cvr_claim: str = Field(
        "cvr", description="Claim of the ID token that holds the organisation's CVR number."
    )
    oidc_name: str = Field("MitID Erhverv", description="What signing in is called on pages.")
    prefect_api_url: str = Field(
        "", description="Prefect server to use; unset: embedded on a free loopback port."
    )
    language: Literal["da"] = Field(
        "da",
        description="Language of pages and letters: `da`; `en` is not there yet and is refused.",
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must start with sqlite:/// or postgresql+psycopg://")
        return value

    @field_validator("base_url", "prefect_api_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("must be an http:// or https:// address")
        return value.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _smtp_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
            raise ValueError("must be smtp://host:port or smtps://host:port")
        return value

    @field_validator("mail_from")
    @classmethod
    def _mail_address(cls, value: str) -> str:
        if not _is_address(value):
            raise ValueError("must be one mail address without a name")
        return value

    @field_validator("heads_to", "report_to")
    @classmethod
    def _mail_addresses(cls, value: str) -> str:
        if value and not all(map(_is_address, _listed(value))):
            raise ValueError("must be mail addresses without names, with commas between")
        return value

    @model_validator(mode="after")
    def _key_on_postgresql(self) -> "Settings":
        if self.database_url.startswith("postgresql") and not self.secret_key:
            raise ValueError("SECRET_KEY is required on PostgreSQL, the same on every machine")
        return self

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer(cls, value: str) -> str:
        parts = urlsplit(value)
        loopback = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}
        if value and not loopback and (parts.scheme != "https" or not parts.hostname):
            raise ValueError("must be an https:// address")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _whole_oidc(self) -> "Settings":
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret):
            raise ValueError("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET beside it")
        return self

    @property
    def heads_receivers(self) -> list[str]:
        return _listed(self.heads_to)

    @property
    def report_receivers(self) -> list[str]:
        return _listed(self.report_to)

    @property
    def database(self) -> str:
        """The address in use, with SQLite in DATA_DIR when none is set."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'rammeaftale.db'}"


def _listed(value: str) -> list[str]:
    """Each once, in order; none of an empty list."""
    return list(dict.fromkeys(part.strip() for part in value.split(","))) if value else []


def _is_address(value: str) -> bool:
    return bool(re.fullmatch(r"[!-~]+@[A-Za-z0-9.-]+", value)) and not re.search(r'[<>",]', value)


@cache
def get_settings() -> Settings:
    """Read once per process; raises SettingsError with one line naming the first wrong setting."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "".join(f"{str(part).upper()}: " for part in first["loc"])
        what = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"RAMMEAFTALE_{name}{what}") from None
