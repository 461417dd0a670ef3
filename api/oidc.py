"""OpenID Connect: where a browser signs in, and who it says it is (authorization code with PKCE).

authlib checks the ID token: signature, issuer, audience, expiry and nonce. No token is kept or
logged.
"""

import hmac
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from models.settings import Settings
from rules.assurance import CVR, SignedIn

SIGNED_WITH = ["RS256", "PS256", "ES256"]
LEEWAY = 60  # seconds that two clocks may differ
TIMEOUT = 5.0
CALLBACK = "/oidc/callback"


class SignInFailed(Exception):
    """What came back is not a sign-in of ours; nobody is told more than that."""


class ProviderDown(Exception):
    """The identity provider does not answer as one."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What binds a sign-in to one browser and one link, all from one random word that the browser
    keeps: what goes out as `state` and `nonce`, and the PKCE verifier that does not."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def of(cls, key: bytes, word: str) -> "Secrets":
        derived = (
            hmac.digest(key, f"oidc:{name}:{word}".encode(), "sha256").hex()
            for name in ("state", "nonce", "verifier")
        )
        return cls(*derived)


def signin_address(settings: Settings, secrets: Secrets) -> str:
    """Where the browser is sent. Raises ProviderDown."""
    with _client(settings) as client:
        found = _metadata(client, settings)
        address, _ = client.create_authorization_url(
            found["authorization_endpoint"],
            state=secrets.state,
            nonce=secrets.nonce,
            code_verifier=secrets.verifier,
            prompt="login",  # whoever answers is there, and can choose another organisation
        )
        return str(address)


def who_signed_in(settings: Settings, code: str, secrets: Secrets) -> SignedIn:
    """Raises SignInFailed for what is no sign-in of ours, ProviderDown."""
    with _client(settings) as client:
        found = _metadata(client, settings)
        keys = KeySet.import_key_set({"keys": _json(client, found["jwks_uri"])["keys"]})
        try:
            told = client.fetch_token(
                found["token_endpoint"], code=code, code_verifier=secrets.verifier
            )
            token = jwt.decode(told["id_token"], keys, algorithms=SIGNED_WITH)
            claims = CodeIDToken(
                token.claims,
                token.header,
                {
                    "iss": {"essential": True, "value": found["issuer"]},
                    "aud": {"essential": True, "value": settings.oidc_client_id},
                },
                {"nonce": secrets.nonce, "client_id": settings.oidc_client_id},
            )
            claims.validate(leeway=LEEWAY)
        except httpx2.HTTPError as error:
            raise ProviderDown from error
        except (OAuthError, JoseError, KeyError, ValueError) as error:
            raise SignInFailed from error
    cvr = str(claims.get(settings.oidc_cvr_claim, ""))
    return SignedIn(str(claims["sub"]), cvr if CVR.fullmatch(cvr) else "")


def _client(settings: Settings) -> OAuth2Client:
    return OAuth2Client(
        settings.oidc_client_id,
        settings.oidc_client_secret,
        scope=settings.oidc_scope,
        redirect_uri=settings.base_url + CALLBACK,
        code_challenge_method="S256",
        timeout=TIMEOUT,
        follow_redirects=False,
        trust_env=False,
    )


def _metadata(client: OAuth2Client, settings: Settings) -> dict[str, Any]:
    found = _json(client, f"{settings.oidc_issuer}/.well-known/openid-configuration")
    if found.get("issuer", "").rstrip("/") != settings.oidc_issuer:
        raise ProviderDown
    return found


def _json(client: OAuth2Client, address: str) -> dict[str, Any]:
    try:
        answer = client.request("GET", address, withhold_token=True)
        answer.raise_for_status()
        return dict(answer.json())
    except (httpx2.HTTPError, ValueError) as error:
        raise ProviderDown from error
