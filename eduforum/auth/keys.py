"""The ring of signing keys: RS256 tokens for people (access), which anybody can verify by the public keys, and HS256
tokens for rooms (participant), which nobody but our nodes reads. Those are made of a secret that the key is the source
of: whoever comes into a class waits for one, and an RSA signature takes forty times as long."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, NamedTuple

import jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from eduforum.auth import store
from eduforum.auth.schemas import JsonWebKey, JsonWebKeySet
from eduforum.auth.trusted_clock import TrustedClock
from eduforum.db import Connection
from eduforum.errors import Unauthenticated
from eduforum.ids import new_id

TokenKind = Literal["access", "participant"]

PARTICIPANT_SECONDS = 2 * 60 * 60

# Nodes may differ by this much; a token that claims to be younger than that comes from a clock that was wrong.
_LEEWAY = timedelta(seconds=5)
_KEY_BITS = 2048
# Signatures are checked once: whoever asks again within minutes, as every client does, has shown the very same token.
_REMEMBERED = 1024
# A made-up kid must not cost a query each time.
_RELOAD_SECONDS = 5.0


class UnknownKey(Unauthenticated):
    """The token names a key that this ring does not hold: another node may have made it since."""

    code = "token_invalid"


@dataclass(frozen=True)
class SigningKey:
    """`secret` signs participant tokens."""

    kid: str
    private: rsa.RSAPrivateKey
    public: rsa.RSAPublicKey
    secret: bytes

    @classmethod
    def from_pem(cls, kid: str, pem: str) -> "SigningKey":
        # The store holds only keys that this program made: to prove again that they are sound takes 60 ms of CPU each.
        private = serialization.load_pem_private_key(
            pem.encode("ascii"), password=None, unsafe_skip_rsa_key_validation=True
        )
        if not isinstance(private, rsa.RSAPrivateKey):
            raise TypeError(f"signing key {kid} is not an RSA key")
        return cls(kid, private, private.public_key(), _secret(private))

    def jwk(self) -> JsonWebKey:
        numbers = self.public.public_numbers()
        return JsonWebKey(kty="RSA", use="sig", alg="RS256", kid=self.kid, n=_number(numbers.n), e=_number(numbers.e))


class _Known(NamedTuple):
    """What a token whose signature is good says."""

    kid: str
    kind: str
    claims: dict[str, Any]


class KeyRing:
    """Signs with the newest key and verifies with all, so that a rotation ends nobody's session.

    Times come from the trusted clock, never from the bare one: see `TrustedClock`.
    """

    def __init__(self, clock: TrustedClock, *, access_seconds: int) -> None:
        self._clock = clock
        self._seconds: dict[TokenKind, int] = {"access": access_seconds, "participant": PARTICIPANT_SECONDS}
        self._keys: dict[str, SigningKey] = {}
        self._newest: SigningKey | None = None
        self._reloaded = -_RELOAD_SECONDS
        self._known: dict[str, _Known] = {}

    async def load(self, conn: Connection) -> None:
        """Reads the ring from the database and makes the first key where there is none. Needs a transaction."""
        await store.lock_signing_keys(conn)
        rows = await store.signing_keys(conn)
        if not rows:
            rows = [await self._add(conn)]
        self._take(rows)

    async def reload(self, conn: Connection) -> None:
        """Takes up keys that other nodes have added, at most every `_RELOAD_SECONDS`."""
        now = self._clock.monotonic()
        if now - self._reloaded < _RELOAD_SECONDS:
            return
        self._reloaded = now
        self._take(await store.signing_keys(conn))

    async def rotate(self, conn: Connection) -> str:
        """Adds a key that signs from now on and returns its kid. Needs a transaction."""
        await store.lock_signing_keys(conn)
        kid, _ = await self._add(conn)
        self._take(await store.signing_keys(conn))
        return kid

    @property
    def newest(self) -> SigningKey:
        """The one that signs."""
        if self._newest is None:
            raise RuntimeError("the key ring is not loaded")
        return self._newest

    def seconds(self, kind: TokenKind) -> int:
        """How long a token of this kind lives."""
        return self._seconds[kind]

    def sign(self, claims: Mapping[str, Any], kind: TokenKind) -> str:
        """A JWT (RFC 7519) with the claims and `aud`, `iat`, `exp`, `jti` of its kind."""
        now, key = self._clock.now(), self.newest
        whole = {
            **claims,
            "aud": kind,
            "iat": int(now.timestamp()),
            "exp": int(now.timestamp()) + self._seconds[kind],
            "jti": new_id(),
        }
        if kind == "participant":
            token = jwt.encode(whole, key.secret, algorithm="HS256", headers={"kid": key.kid})
        else:
            token = jwt.encode(whole, key.private, algorithm="RS256", headers={"kid": key.kid})
        self._remember(token, _Known(key.kid, kind, whole))
        return token

    def verify(self, token: str, kind: TokenKind) -> dict[str, Any]:
        """The claims of a token of this kind.

        Raises `Unauthenticated` with code `token_expired` or, for every other fault, `token_invalid`; `UnknownKey` is
        the one of the latter that `load` may cure.
        """
        known = self._known.get(token)
        if known is None or known.kind != kind or known.kid not in self._keys:
            known = self._check(token, kind)
            self._remember(token, known)
        issued, expires = known.claims["iat"], known.claims["exp"]
        now = self._clock.now()
        if issued > (now + _LEEWAY).timestamp():
            raise Unauthenticated("The token is not valid yet", code="token_invalid")
        if expires <= now.timestamp():
            raise Unauthenticated("The token has expired", code="token_expired")
        return dict(known.claims)

    def jwks(self) -> JsonWebKeySet:
        """The public keys (RFC 7517)."""
        return JsonWebKeySet(keys=[key.jwk() for key in self._keys.values()])

    def _check(self, token: str, kind: TokenKind) -> _Known:
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = self._keys.get(kid) if isinstance(kid, str) else None
            if key is None:
                raise UnknownKey("The token was signed by an unknown key")
            # One algorithm and one key for a kind, whatever the token says of itself (RFC 8725, section 3.1).
            claims: dict[str, Any] = jwt.decode(
                token,
                key.secret if kind == "participant" else key.public,
                algorithms=["HS256" if kind == "participant" else "RS256"],
                audience=kind,
                options={"verify_exp": False, "verify_iat": False, "require": ["aud", "iat", "exp"]},
            )
            claims |= {"iat": int(claims["iat"]), "exp": int(claims["exp"])}
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
            raise Unauthenticated("The token is not valid", code="token_invalid") from None
        return _Known(key.kid, kind, claims)

    def _remember(self, token: str, known: _Known) -> None:
        if len(self._known) >= _REMEMBERED:
            # The oldest, by when it was seen first.
            del self._known[next(iter(self._known))]
        self._known[token] = known

    async def _add(self, conn: Connection) -> tuple[str, str]:
        kid = new_id()
        private = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
        pem = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode("ascii")
        await store.add_signing_key(conn, kid=kid, private_pem=pem, created_at=self._clock.now())
        return kid, pem

    def _take(self, rows: Sequence[tuple[str, str]]) -> None:
        self._keys = {kid: self._keys.get(kid) or SigningKey.from_pem(kid, pem) for kid, pem in rows}
        self._newest = self._keys[rows[-1][0]]


def _secret(private: rsa.RSAPrivateKey) -> bytes:
    """32 bytes that follow from the private key and tell nothing of it (HKDF, RFC 5869)."""
    source = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"eduforum participant token").derive(source)


def _number(value: int) -> str:
    """Base64urlUInt of RFC 7518 section 2."""
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
