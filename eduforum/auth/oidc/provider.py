"""One issuer that people sign in by: sends them there and tells who came back."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from eduforum.auth.oidc import exchange, flow, id_token
from eduforum.auth.oidc.faults import OidcError
from eduforum.auth.oidc.http import Fetch, fetch_any, fetch_body, get
from eduforum.auth.oidc.identity import Identity, identity_of
from eduforum.auth.oidc.kept import Kept
from eduforum.auth.oidc.metadata import Metadata, discovery_url, read_metadata
from eduforum.auth.oidc.settings import ProviderSettings
from eduforum.auth.oidc.signing_keys import SigningKeys
from eduforum.auth.once import Once
from eduforum.auth.vault import Vault
from eduforum.clock import Clock

# Endpoints move seldom and are announced long before.
_MAX_AGE = 24 * 60 * 60.0
_STALE_AGE = 7 * 24 * 60 * 60.0
_PAUSE = 30.0


class Begun(NamedTuple):
    """`url` is where the browser goes; `cookie` goes along with it: HttpOnly, Secure, SameSite=Lax, for
    `flow.FLOW_LIFE`, under the path of the way back."""

    url: str
    cookie: str


class Finished(NamedTuple):
    """Who came back and the page to go on to. `links`: whoever is signed in wants this identity linked."""

    identity: Identity
    next: str
    links: bool


class Provider:
    """`redirect_uri` is ours alone for this issuer and made of the settings, never of a request's Host. `clock` never
    runs backwards."""

    def __init__(
        self, settings: ProviderSettings, redirect_uri: str, *, fetch: Fetch, vault: Vault, once: Once, clock: Clock
    ) -> None:
        self.settings = settings
        self._redirect_uri = redirect_uri
        self._fetch = fetch
        self._vault = vault
        self._once = once
        self._clock = clock
        self._metadata = Kept(self._discovered, clock, max_age=_MAX_AGE, stale_age=_STALE_AGE, pause=_PAUSE)
        self._keys = SigningKeys(self._metadata.get, fetch, clock)

    async def begin(self, *, next: str | None = None, login_id: str | None = None) -> Begun:
        """Sends somebody to the issuer; with `login_id`, to link the account there. Raises `OidcError`."""
        metadata = await self._metadata.get()
        begun = flow.new_flow(self.settings.name, self._clock.now(), next=next, login_id=login_id)
        url = flow.authorization_url(metadata, self.settings, begun, self._redirect_uri)
        return Begun(url, flow.seal(begun, self._vault))

    async def finish(
        self, cookie: str | None, parameters: Iterable[tuple[str, str]], *, login_id: str | None = None
    ) -> Finished:
        """Who came back with these `parameters` in the query, while `login_id` is signed in.

        An answer counts once, whatever becomes of it. Raises `OidcError`.
        """
        begun, returned = flow.unseal(cookie, self.settings.name, self._vault), flow.read_return(parameters)
        metadata = await self._metadata.get()
        # One who links is signed in; one who signs in anew may be signed in too.
        at_present = login_id if begun.login_id is not None else None
        code = flow.check_return(returned, begun, metadata, self._clock.now(), login_id=at_present)
        if not await self._once.claim(f"oidc:{begun.state}", begun.expires_at):
            raise OidcError("flow_replayed", "this answer was there before")
        request = exchange.token_request(
            metadata, self.settings, code=code, verifier=begun.verifier, redirect_uri=self._redirect_uri
        )
        tokens = exchange.read_tokens(await fetch_any(self._fetch, request), metadata.token_endpoint)
        claims = await self._checked(tokens, metadata, begun.nonce, self._clock.now())
        asking = exchange.userinfo_request(metadata, claims, tokens)
        if asking is not None:
            claims = exchange.with_userinfo(claims, await fetch_body(self._fetch, asking), asking.url)
        return Finished(identity_of(claims, self.settings), begun.next, begun.login_id is not None)

    async def _checked(self, tokens: exchange.Tokens, metadata: Metadata, nonce: str, now: datetime) -> id_token.Claims:
        header = id_token.read_header(tokens.id_token, metadata.algorithms)
        key = await self._keys.find(header.algorithm, header.kid)
        expected = id_token.Expected(
            issuer=metadata.issuer,
            client_id=self.settings.client_id,
            nonce=nonce,
            algorithms=metadata.algorithms,
            tenants=self.settings.tenants,
            access_token=tokens.access_token,
        )
        return id_token.check(tokens.id_token, header, key, expected, now)

    async def _discovered(self) -> Metadata:
        body = await fetch_body(self._fetch, get(discovery_url(self.settings.issuer)))
        return read_metadata(body, self.settings)
