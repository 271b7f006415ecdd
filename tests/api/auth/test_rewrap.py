"""Another key for secrets, while people sign in."""

import httpx
from msgspec.structs import replace

from eduforum.auth.rewrap import Rewrapped, rewrap
from eduforum.auth.vault import Vault, new_key, read_keys
from eduforum.auth.vault_keys import open_vault
from eduforum.config import Config
from eduforum.web.app import Application
from tests.api.conftest import build_silent, open_client
from tests.factories.clock import ManualClock
from tests.factories.second_factors import challenge, protect, verify


def with_keys(config: Config, *keys: str) -> Config:
    return replace(config, auth=replace(config.auth, vault_keys=keys))


async def test_secrets_go_to_the_newest_key_and_open_without_the_older(
    app: Application, client: httpx.AsyncClient, clock: ManualClock, config: Config
) -> None:
    protected = await protect(app, client, clock)
    fresh = new_key()
    both = with_keys(config, fresh, *config.auth.vault_keys)
    assert await rewrap(app.db, open_vault(both)) == Rewrapped(done=1, unopened=0)
    assert await rewrap(app.db, open_vault(both)) == Rewrapped(done=0, unopened=0)

    restarted = await build_silent(with_keys(config, fresh), clock)
    async with open_client(restarted) as there:
        token = await challenge(there, protected.person)
        assert (await verify(there, token, protected.phone.next_code())).status_code == 200
    await restarted.stop()


async def test_what_none_of_the_keys_opens_is_told_and_left_alone(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    protected = await protect(app, client, clock)
    assert await rewrap(app.db, Vault(read_keys([new_key()]))) == Rewrapped(done=0, unopened=1)
    token = await challenge(client, protected.person)
    assert (await verify(client, token, protected.phone.next_code())).status_code == 200
