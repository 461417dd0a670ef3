"""Encryption and signing in, against a real server with a certificate of our own."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from notifications.smtp import Verdict
from notifications.smtp_server import Server
from tests.letters.post_office import PostOffice, post_office
from tests.letters.test_smtp import send

USER, PASSWORD = "anna@kommune", "hemmeligt/:?"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For localhost, signed by itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return path


def check(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
) -> AuthResult:
    right = isinstance(data, LoginPassword) and data == LoginPassword(
        USER.encode(), PASSWORD.encode()
    )
    return AuthResult(success=right, handled=False)


@contextmanager
def guarded(certificate: Path, *, from_the_start: bool) -> Iterator[PostOffice]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    demands: dict[str, Any] = {"authenticator": check, "auth_required": True}
    if from_the_start:
        with post_office(context, **demands, auth_require_tls=False) as office:
            yield office
    else:
        with post_office(tls_context=context, require_starttls=True, **demands) as office:
            yield office


def address(office: PostOffice, *, from_the_start: bool, password: str) -> str:
    if from_the_start:
        return f"smtps://anna%40kommune:{password}@localhost:{office.port}"
    return f"smtp://anna%40kommune:{password}@localhost:{office.port}?starttls=true"


@pytest.mark.parametrize("from_the_start", [True, False])
@pytest.mark.parametrize(
    ("password", "trusted", "taken"),
    [
        ("hemmeligt%2F%3A%3F", True, True),
        ("forkert", True, False),
        ("hemmeligt%2F%3A%3F", False, False),  # a certificate nobody vouches for
    ],
)
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_only_a_trusted_server_gets_the_password_and_the_letter(
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    from_the_start: bool,
    password: str,
    trusted: bool,
    taken: bool,
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with guarded(certificate, from_the_start=from_the_start) as office:
        url = address(office, from_the_start=from_the_start, password=password)
        outcomes, courier = send(Server.of(url), "fine")
    assert courier.reachable is taken
    assert [outcome.verdict for outcome in outcomes] == [Verdict.ACCEPTED] * taken
    assert [to for to, _ in office.received] == ["fine@example.org"] * taken
    assert password not in courier.trouble
