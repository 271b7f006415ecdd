"""Every permission check of people: who may look after accounts, and which."""

from eduforum.auth import store as accounts
from eduforum.auth.schemas import Principal, UserRecord
from eduforum.db import Connection
from eduforum.errors import Conflict, Forbidden, NotFound
from eduforum.people import store


def may_administer(principal: Principal) -> None:
    """Administrators."""
    if principal.role != "admin":
        raise Forbidden("This is for administrators.")


async def person(conn: Connection, principal: Principal, person_id: str) -> UserRecord:
    """An account, locked until the end of the transaction. For administrators."""
    may_administer(principal)
    await accounts.lock_user(conn, person_id)
    found = await accounts.user(conn, person_id)
    if found is None:
        raise NotFound("There is no such person.")
    return found


async def person_for_removing(conn: Connection, principal: Principal, person_id: str) -> UserRecord:
    """One who may be kept out: not oneself, and not the last administrator.

    Raises `Conflict` code `own_account` or `last_admin`.
    """
    found = await person(conn, principal, person_id)
    if found.id == principal.user_id:
        raise Conflict("Nobody keeps themselves out.", code="own_account")
    await not_the_last_admin(conn, found)
    return found


async def not_the_last_admin(conn: Connection, user: UserRecord) -> None:
    """Raises `Conflict` code `last_admin` where nobody else could administer. Such changes wait for one another."""
    if user.role == "admin" and user.suspended_at is None and not await store.other_admins(conn, user.id):
        raise Conflict("This is the last administrator.", code="last_admin")


async def person_for_viewing(conn: Connection, principal: Principal, person_id: str) -> UserRecord:
    """One whom an administrator may look as: no administrator, and nobody who is kept out.

    Raises `Forbidden` code `person_is_admin`, `Conflict` code `person_suspended`.
    """
    found = await person(conn, principal, person_id)
    if found.role == "admin":
        raise Forbidden("Nobody looks as an administrator.", code="person_is_admin")
    if found.suspended_at is not None:
        raise Conflict("This account is suspended.", code="person_suspended")
    return found
