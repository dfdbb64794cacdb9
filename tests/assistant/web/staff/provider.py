"""An OpenID Connect provider on loopback, with all its ways to go wrong."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "precedent", "the secret of this installation"


@cache
def key(number: str) -> RSAKey:
    """A key to sign with; making one takes a while."""
    return RSAKey.generate_key(2048, {"kid": number, "use": "sig"})


@dataclass
class Provider:
    """What it says of whoever signs in there; tests change it."""

    address: str = ""
    key: RSAKey = field(default_factory=lambda: key("1"))
    signs_with: RSAKey | None = None
    header: dict[str, str] = field(default_factory=lambda: {"alg": "RS256", "kid": "1"})
    claims: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    metadata: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    broken: str = ""
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def authorise(self, address: str) -> str:
        """What the person's browser does there: sign in, and come back with a code."""
        parts = urlsplit(address)
        sent = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.address}/authorise"
        assert (sent["client_id"], sent["response_type"], sent["code_challenge_method"]) == (CLIENT, "code", "S256")
        assert set(sent["scope"].split()) == {"openid", "email"}
        code = f"code-{len(self.codes)}"
        self.codes[code] = sent
        back = urlsplit(sent["redirect_uri"])
        return f"{back.path}?{urlencode({'code': code, 'state': sent['state']})}"

    def token(self, form: dict[str, str], credentials: str) -> dict[str, Any] | None:
        """The tokens for a code; None if whoever asks is not the one who may."""
        sent = self.codes.pop(form.get("code", ""), None)
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".replace(" ", "+").encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if sent is None or credentials not in (f"Basic {expected}", f"Basic {plain}"):
            return None
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() != sent["code_challenge"]:
            return None
        if form.get("redirect_uri") != sent["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.address,
            "sub": "17",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": sent["nonce"],
            "email": "eva@city.example",
            "email_verified": True,
        } | self.claims
        for name in self.without:
            del claims[name]
        answer: dict[str, Any] = {"access_token": "at-secret", "token_type": "Bearer", "expires_in": 300}
        if "id_token" not in self.without and self.broken != "no-id-token":
            answer["id_token"] = jwt.encode(self.header, claims, self.signs_with or self.key, algorithms=["RS256"])
        return answer


@contextmanager
def serving() -> Iterator[Provider]:
    """Runs one."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

        def do_GET(self) -> None:
            provider.asked.append(self.path)
            known: dict[str, Any] = {
                "/.well-known/openid-configuration": {
                    "issuer": provider.address,
                    "authorization_endpoint": f"{provider.address}/authorise",
                    "token_endpoint": f"{provider.address}/token",
                    "jwks_uri": f"{provider.address}/keys",
                    "userinfo_endpoint": f"{provider.address}/userinfo",
                    "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                }
                | provider.metadata,
                "/keys": {"keys": [provider.key.as_dict(private=False)]},
                "/userinfo": provider.userinfo,
            }
            self.answer(known.get(self.path))

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            found = provider.token(form, self.headers.get("authorization", ""))
            self.answer(found, 400 if found is None else 200, {"error": "invalid_grant"})

        def answer(self, found: Any, status: int = 200, otherwise: Any = None) -> None:
            status = 500 if provider.broken == self.path else 404 if found is None and status == 200 else status
            text = "<html>" if provider.broken == f"{self.path} html" else json.dumps(found or otherwise or {})
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
