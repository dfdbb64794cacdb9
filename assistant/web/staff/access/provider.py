"""The OpenID Connect provider of an organisation: where staff are sent to sign in, and what it says of them.

What speaks its protocol is imported when the first person comes that way.
"""

import time
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import Request

from assistant.settings import Settings

_NAME: Final = "organisation"
_SECONDS: Final = 10.0
"""For which an answer of the provider is waited for."""
_KEPT: Final = 3600.0
"""Seconds after which it is asked again where its pages and keys are."""
_LEEWAY: Final = 60
"""Seconds by which clocks may differ."""
_SIGNATURES: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
)
"""Those that only the holder of a private key can make."""


class ProviderError(Exception):
    """The provider does not answer, or not as it should; the message is for the log, and holds no secret."""


class NotProvenError(Exception):
    """What came back does not show who somebody is; the message is for the log, and holds no secret."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, as the provider says.

    Args:
        subject: What never changes about them.
        email: Their address.
        verified: Whether the provider has made sure that it is theirs.
    """

    subject: str
    email: str
    verified: bool


class Provider:
    """One provider.

    Args:
        settings: They name it, and say what this installation is called there.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: Any = None
        self._made_at = 0.0

    async def address(self, request: Request, back: str) -> tuple[str, dict[str, Any]]:
        """Where to send somebody.

        Args:
            request: Theirs.
            back: The address to which they are sent back.

        Returns:
            The address, and what must be given to `identity` when they are back.

        Raises:
            ProviderError: It does not answer.
        """
        client = await self._ready()
        request.scope["session"] = {}
        response = await client.authorize_redirect(request, back)
        return response.headers["location"], request.scope["session"]

    async def identity(self, request: Request, kept: dict[str, Any]) -> Identity:
        """Who has come back.

        Args:
            request: With which they came back.
            kept: What `address` gave for them.

        Raises:
            ProviderError: The provider does not answer.
            NotProvenError: They did not sign in there, or it cannot be told that it was they.
        """
        from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415

        client = await self._ready()
        request.scope["session"] = kept
        wanted = {
            "iss": {"essential": True, "value": client.server_metadata["issuer"]},
            "aud": {"essential": True, "value": self._settings.oidc_client_id},
            "nonce": {"essential": True},
        }
        try:
            token = await client.authorize_access_token(request, claims_options=wanted, leeway=_LEEWAY)
            claims = token.get("userinfo")
            if not claims:
                raise NotProvenError("There is no ID token.")
            if "email" not in claims and client.server_metadata.get("userinfo_endpoint"):
                more = await client.userinfo(token=token)
                claims = dict(more) | dict(claims) if more.get("sub") == claims["sub"] else claims
        except (AuthlibBaseError, JoseError) as error:
            raise NotProvenError(type(error).__name__) from error
        except _unreachable() as error:
            raise ProviderError(type(error).__name__) from error
        except (ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
            raise NotProvenError(type(error).__name__) from error
        subject, email = claims.get("sub"), claims.get("email")
        if not isinstance(subject, str) or not subject or len(subject) > 255:
            raise NotProvenError("There is no subject.")
        return Identity(subject, email if isinstance(email, str) else "", claims.get("email_verified") is True)

    async def _ready(self) -> Any:
        """The client, which knows where the provider's pages and keys are."""
        if self._client is not None and time.monotonic() - self._made_at < _KEPT:
            return self._client
        from authlib.integrations.starlette_client import OAuth  # type: ignore[import-untyped]  # noqa: PLC0415

        issuer = self._settings.oidc_issuer
        client = OAuth().register(
            _NAME,
            server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
            client_id=self._settings.oidc_client_id,
            client_secret=self._settings.oidc_client_secret.get_secret_value() or None,
            client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "timeout": _SECONDS},
        )
        failures: tuple[type[Exception], ...] = (*_unreachable(), ValueError, TypeError, AttributeError)
        try:
            found = await client.load_server_metadata()
        except failures as error:
            raise ProviderError(type(error).__name__) from error
        _check(found, issuer)
        known = found.get("id_token_signing_alg_values_supported") or ["RS256"]
        found["id_token_signing_alg_values_supported"] = [name for name in known if name in _SIGNATURES] or ["RS256"]
        self._client, self._made_at = client, time.monotonic()
        return client


def _check(found: dict[str, Any], issuer: str) -> None:
    """Refuse a description of another provider, and one that would send secrets where they can be read."""
    if str(found.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
        raise ProviderError("It says that it is another issuer.")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        address = found.get(name)
        if not isinstance(address, str) or urlsplit(address).scheme not in ("https", urlsplit(issuer).scheme):
            raise ProviderError(f"It has no {name} that can be used.")


def _unreachable() -> tuple[type[Exception], ...]:
    """What is raised where the provider cannot be reached, or answers with an error."""
    try:
        library = import_module("httpx2")  # which Authlib takes where it is installed
    except ImportError:
        library = import_module("httpx")
    return (library.HTTPError, OSError)
