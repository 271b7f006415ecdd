"""The rotation of the vault's keys: what is under an older key is sealed anew with the newest."""

from typing import NamedTuple

from eduforum.auth import mail_cover, second_factor_store
from eduforum.auth.vault import Vault, VaultError
from eduforum.db import Database
from eduforum.mail import store as mail_store


class Rewrapped(NamedTuple):
    """How many values were sealed anew, and how many do not open with any key of the ring."""

    done: int
    unopened: int


async def rewrap(db: Database, vault: Vault) -> Rewrapped:
    """Goes through all that is sealed, while servers run on it: what has changed meanwhile is left alone."""
    done = unopened = 0
    async with db.connection() as conn:
        for user_id, secret in await second_factor_store.secrets(conn):
            place = second_factor_store.secret_place(user_id)
            try:
                if vault.needs_rewrap(secret):
                    fresh = vault.rewrap(secret, place)
                    done += await second_factor_store.replace_secret(conn, user_id, secret, fresh)
            except VaultError:
                unopened += 1
        for mail_id, content in await mail_store.sealed(conn):
            try:
                if vault.needs_rewrap(content):
                    fresh = vault.rewrap(content, mail_cover.place(mail_id))
                    done += await mail_store.replace_content(conn, mail_id, content, fresh)
            except VaultError:
                unopened += 1
    return Rewrapped(done, unopened)
