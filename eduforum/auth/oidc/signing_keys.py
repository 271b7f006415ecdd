"""The public keys that an issuer signs with (RFC 7517), and which of them a token is of."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from eduforum.auth.oidc.faults import OidcError, quoted
from eduforum.auth.oidc.http import Fetch, decode, fetch_body, get
from eduforum.auth.oidc.kept import Kept
from eduforum.auth.oidc.metadata import ALGORITHMS, Metadata
from eduforum.clock import Clock

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey

# A key that the issuer has withdrawn is believed for an hour; for a day at most where the issuer cannot be asked.
_MAX_AGE = 60 * 60.0
_STALE_AGE = 24 * 60 * 60.0
# A made-up key id must not make us ask the issuer each time.
_PAUSE = 30.0

_MAX_KEYS = 100
# RFC 7518 section 3.3 asks for 2048; past the other bound a signature is only there to cost time.
_RSA_BITS = range(2048, 8193)
_KEY_TYPES = {"R": "RSA", "P": "RSA", "E": "EC"}
_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "EdDSA": "Ed25519"}
_PUBLIC_MEMBERS = ("kty", "n", "e", "crv", "x", "y")

_log = logging.getLogger(__name__)


class SigningKey(NamedTuple):
    """`algorithm` None: any that fits the key. `issuer`: in Microsoft's set, the only one whose tokens it may sign."""

    kid: str | None
    key_type: str
    curve: str | None
    algorithm: str | None
    issuer: str | None
    public: PublicKey

    def signs(self, algorithm: str) -> bool:
        if self.algorithm is not None and self.algorithm != algorithm:
            return False
        if algorithm == "EdDSA":
            return self.key_type == "OKP" and self.curve == "Ed25519"
        return self.key_type == _KEY_TYPES[algorithm[0]] and self.curve == _CURVES.get(algorithm)


class _KeySet(msgspec.Struct, frozen=True):
    keys: list[dict[str, Any]]


class SigningKeys:
    """An issuer's key set, asked for anew each hour and when a token names a key that is not in it."""

    def __init__(self, metadata: Callable[[], Awaitable[Metadata]], fetch: Fetch, clock: Clock) -> None:
        self._metadata = metadata
        self._fetch = fetch
        self._kept = Kept(self._fetched, clock, max_age=_MAX_AGE, stale_age=_STALE_AGE, pause=_PAUSE)

    async def find(self, algorithm: str, kid: str | None) -> SigningKey:
        """The one key that a token with this header can be of.

        Raises `OidcError` reason `key_unknown`, `unreachable`.
        """
        key = choose(await self._kept.get(), algorithm, kid)
        if key is None:
            key = choose(await self._kept.renewed(), algorithm, kid)
        if key is None:
            raise OidcError("key_unknown", f"the issuer has no key {quoted(kid or '')} for {algorithm}")
        return key

    async def _fetched(self) -> list[SigningKey]:
        url = (await self._metadata()).jwks_uri
        return read_keys(await fetch_body(self._fetch, get(url)), url)


def choose(keys: Sequence[SigningKey], algorithm: str, kid: str | None) -> SigningKey | None:
    """The key of that name which makes such signatures. Without a name it must be the only one that does (OpenID
    Connect Core 1.0 section 10.1)."""
    fitting = [key for key in keys if key.signs(algorithm) and kid in (None, key.kid)]
    return fitting[0] if len(fitting) == 1 else None


def read_keys(body: bytes, source: str) -> list[SigningKey]:
    """The signing keys of a set. What is for something else, or no good, is left out.

    Raises `OidcError` reason `unreachable` for what is no key set.
    """
    listed = decode(body, _KeySet, source).keys[:_MAX_KEYS]
    keys = [key for key in map(_read_key, listed) if key is not None]
    if not keys:
        _log.warning("an issuer's key set holds no key to check signatures with", extra={"source": source})
    return keys


def _read_key(jwk: Mapping[str, Any]) -> SigningKey | None:
    kid, use, algorithm, issuer = (jwk.get(name) for name in ("kid", "use", "alg", "issuer"))
    if use not in (None, "sig") or algorithm not in (None, *ALGORITHMS):
        return None
    if not all(text is None or isinstance(text, str) for text in (kid, issuer)):
        return None
    if not all(isinstance(jwk.get(name, ""), str) for name in _PUBLIC_MEMBERS):
        return None
    operations = jwk.get("key_ops")
    if isinstance(operations, list) and "verify" not in operations:
        return None
    key_type, curve = jwk.get("kty"), jwk.get("crv")
    public = _public_key({name: jwk[name] for name in _PUBLIC_MEMBERS if name in jwk})
    if key_type is None or public is None:
        return None
    return SigningKey(kid, key_type, curve if key_type != "RSA" else None, algorithm, issuer, public)


def _public_key(members: Mapping[str, str]) -> PublicKey | None:
    # By the kind of key and never by what the set calls its algorithm: "oct" is no public key at all.
    reader: Any
    match members.get("kty"):
        case "RSA":
            reader = jwt.algorithms.RSAAlgorithm
        case "EC":
            reader = jwt.algorithms.ECAlgorithm
        case "OKP":
            reader = jwt.algorithms.OKPAlgorithm
        case _:
            return None
    try:
        key = reader.from_jwk(dict(members))
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, OverflowError):
        return None
    if isinstance(key, rsa.RSAPublicKey):
        return key if key.key_size in _RSA_BITS else None
    if isinstance(key, ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey):
        return key
    return None
