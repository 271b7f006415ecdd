"""An issuer of OpenID Connect as it answers over HTTP, without any."""

import base64
import hashlib
import itertools
import json
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from eduforum.auth.oidc.settings import ProviderSettings
from eduforum.outbound import Answer, Request
from tests.factories.clock import ManualClock

ISSUER = "https://id.school.test"
CLIENT_ID = "eduforum-client"
REDIRECT_URI = "https://eduforum.test/api/v1/auth/oauth/school/callback"

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@cache
def rsa_key(number: int = 0) -> rsa.RSAPrivateKey:
    """The same key for the same number: they are dear to make."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@cache
def ed25519_key() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.generate()


def jwk(key: PrivateKey, kid: Any = "one", **members: Any) -> dict[str, Any]:
    """The public key as a member of a key set."""
    algorithm: Any
    match key:
        case rsa.RSAPrivateKey():
            algorithm = jwt.algorithms.RSAAlgorithm
        case ec.EllipticCurvePrivateKey():
            algorithm = jwt.algorithms.ECAlgorithm
        case _:
            algorithm = jwt.algorithms.OKPAlgorithm
    public: dict[str, Any] = json.loads(algorithm.to_jwk(key.public_key()))
    public.pop("key_ops", None)
    return public | ({"kid": kid} if kid is not None else {}) | {"use": "sig"} | members


def public_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def settings(**changes: Any) -> ProviderSettings:
    values: dict[str, Any] = {
        "name": "school",
        "title": "School",
        "issuer": ISSUER,
        "client_id": CLIENT_ID,
        "client_secret": "hush",
    }
    return ProviderSettings(**values | changes)


def raw_token(header: Mapping[str, Any], payload: Mapping[str, Any] | bytes, signature: bytes = b"") -> str:
    """A JWT of any header, claims and signature."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode("utf-8")
    return ".".join(map(b64, (json.dumps(header).encode("utf-8"), body, signature)))


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


class Issuer:
    """Answers what `Provider` fetches and keeps each request. `document`, `keys`, `claims`, `headers` and `tokens` may
    be changed by a test; `down` makes it silent."""

    def __init__(self, clock: ManualClock, issuer: str = ISSUER) -> None:
        self.clock = clock
        self.move_to(issuer)
        self.private: PrivateKey | bytes = rsa_key()
        self.algorithm = "RS256"
        self.headers: dict[str, Any] = {"kid": "one"}
        self.keys: list[dict[str, Any]] = [jwk(rsa_key())]
        self.claims: dict[str, Any] = {}
        self.tokens: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.down = False
        self.requests: list[Request] = []
        self._numbers = itertools.count()
        self._nonces: dict[str, tuple[str, str]] = {}

    def move_to(self, issuer: str) -> None:
        """What it says of itself at this address."""
        self.issuer = issuer
        self.document: dict[str, Any] = {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "EdDSA"],
        }

    async def __call__(self, request: Request) -> Answer:
        self.requests.append(request)
        if self.down:
            raise TimeoutError("nobody answers")
        match urlsplit(request.url).path.rsplit("/", 1)[-1]:
            case "openid-configuration":
                return _json(self.document)
            case "keys":
                return _json({"keys": self.keys})
            case "token":
                return self._exchange(dict(parse_qsl(request.body.decode("ascii"))))
            case "userinfo":
                return _json(self.userinfo)
            case _:
                return Answer(404, b"")

    def sign_in(self, url: str) -> list[tuple[str, str]]:
        """The person signs in at `url`: the parameters that the browser comes back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        code = f"code-{next(self._numbers)}"
        self._nonces[code] = (asked["nonce"], asked["code_challenge"])
        return [("state", asked["state"]), ("code", code)]

    def id_token(self, nonce: str | None, **changes: Any) -> str:
        """A token as it is now configured to be."""
        at = int(self.clock.now().timestamp())
        claims = {
            "iss": self.issuer,
            "sub": "248289761001",
            "aud": CLIENT_ID,
            "iat": at,
            "exp": at + 300,
            "nonce": nonce,
            "email": "ha-neul@school.test",
            "email_verified": True,
            "name": "김하늘",
        }
        claims = {name: value for name, value in (claims | self.claims | changes).items() if value is not None}
        return jwt.encode(claims, self.private, algorithm=self.algorithm, headers=self.headers)

    def count(self, end: str) -> int:
        """How often an address that ends so was asked."""
        return sum(request.url.endswith(end) for request in self.requests)

    def _exchange(self, form: dict[str, str]) -> Answer:
        nonce, challenge = self._nonces.pop(form["code"], ("", ""))
        if b64(hashlib.sha256(form["code_verifier"].encode("ascii")).digest()) != challenge:
            return _json({"error": "invalid_grant"}, 400)
        answer = {"access_token": "opaque", "token_type": "Bearer", "id_token": self.id_token(nonce)}
        return _json(answer | self.tokens)


def _json(value: object, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value).encode("utf-8"))
