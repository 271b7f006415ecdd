"""Looking after accounts: found, made one by one or from a file, kept out and let in again, given another role."""

import asyncio
import secrets
from datetime import timedelta

from eduforum.auth import second_factor_store
from eduforum.auth import store as accounts
from eduforum.auth.audit.log import append
from eduforum.auth.audit.schemas import Subject
from eduforum.auth.schemas import Principal, Role
from eduforum.auth.service import AuthService
from eduforum.clock import Clock
from eduforum.courses.roster.faults import RosterFault
from eduforum.db import Connection, Database
from eduforum.errors import Conflict
from eduforum.events import EventBus
from eduforum.ids import new_id
from eduforum.media.guests.schemas import GuestLinkRevoked
from eduforum.media.guests.service import GuestService
from eduforum.people import access, store, table
from eduforum.people.schemas import (
    NewPerson,
    PeopleImport,
    PeopleImportReport,
    PeopleQuery,
    PeopleSummary,
    PersonListed,
    PersonMade,
)

# A sign-in in use renews its token every quarter of an hour.
_ONLINE = timedelta(minutes=20)

_PREVIEW = 20
_MAX_FAULTS = 200

# Without letters and digits that are taken for others: 16 of them are 78 bits.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_RANKS: dict[Role, int] = {"student": 0, "ta": 1, "professor": 2, "admin": 3}


class PeopleService:
    def __init__(self, db: Database, events: EventBus, clock: Clock, auth: AuthService, guests: GuestService) -> None:
        self._db = db
        self._events = events
        self._clock = clock
        self._auth = auth
        self._guests = guests

    async def people(
        self, principal: Principal, wanted: PeopleQuery, after: store.Place | None, limit: int
    ) -> list[tuple[PersonListed, store.Place]]:
        access.may_administer(principal)
        async with self._db.connection() as conn:
            return await store.people(conn, wanted, after, limit)

    async def summary(self, principal: Principal) -> PeopleSummary:
        access.may_administer(principal)
        async with self._db.connection() as conn:
            return await store.summary(conn, self._clock.now() - _ONLINE)

    async def create(self, principal: Principal, new: NewPerson) -> PersonMade:
        """Raises `Conflict` code `email_taken`, `Invalid`."""
        access.may_administer(principal)
        password = _password() if new.with_password else None
        async with self._db.transaction() as conn:
            made = await self._auth.create_user(
                conn, email=new.email, name=new.name, role=new.role, password=password, any_password=True
            )
            subject = Subject("person", made.id)
            await append(conn, self._clock, "person.created", by=principal, of=subject, details={"role": new.role})
            return PersonMade(await store.person(conn, made.id), password)

    async def import_file(self, principal: Principal, wanted: PeopleImport) -> PeopleImportReport:
        """Makes an account of each good line, all or none; people who have one keep it as it is."""
        access.may_administer(principal)
        found = await asyncio.to_thread(table.read, wanted.file)
        async with self._db.transaction() as conn:
            known = await store.known_addresses(conn, [person.email for person in found.people])
            new = [person for person in found.people if person.email not in known]
            made: list[str] = []
            if not wanted.dry_run and new and (wanted.keep_good or not found.faults):
                made = await store.add_people(conn, [(new_id(self._clock), each) for each in new], self._clock.now())
                for person_id in made:
                    subject = Subject("person", person_id)
                    await append(conn, self._clock, "person.created", by=principal, of=subject)
                facts = {"created": len(made), "existing": len(known), "faulty": _lines(found.faults)}
                await append(
                    conn, self._clock, "people.imported", by=principal, of=Subject("people"), details={**facts}
                )
        return PeopleImportReport(
            ready=len(new),
            existing=len(known),
            faulty=_lines(found.faults),
            created=len(made),
            preview=new[:_PREVIEW],
            faults=found.faults[:_MAX_FAULTS],
            ignored=found.ignored,
        )

    async def suspend(self, principal: Principal, person_id: str) -> PersonListed:
        """Keeps somebody out from now on, on every node and device: sign-ins, sockets, media and links end. Doing it
        again changes nothing. Raises `NotFound`, `Conflict` code `own_account` or `last_admin`."""
        revoked: list[GuestLinkRevoked] = []
        async with self._db.transaction() as conn:
            user = await access.person_for_removing(conn, principal, person_id)
            now = self._clock.now()
            ended = await self._end_everything(conn, person_id)
            if user.suspended_at is None:
                await store.set_suspended(conn, person_id, now, now)
                revoked = await self._guests.revoke_of_person(conn, person_id)
                await append(conn, self._clock, "person.suspended", by=principal, of=Subject("person", person_id))
            shown = await store.person(conn, person_id)
        await self._auth.logins.tell(person_id, ended)
        await self._events.publish(*revoked)
        return shown

    async def unsuspend(self, principal: Principal, person_id: str) -> PersonListed:
        """Lets somebody sign in again; what had ended stays ended. Raises `NotFound`."""
        async with self._db.transaction() as conn:
            user = await access.person(conn, principal, person_id)
            if user.suspended_at is not None:
                await store.set_suspended(conn, person_id, None, self._clock.now())
                await append(conn, self._clock, "person.unsuspended", by=principal, of=Subject("person", person_id))
            return await store.person(conn, person_id)

    async def change_role(self, principal: Principal, person_id: str, role: Role) -> PersonListed:
        """Whoever may do less from now on signs in anew, so that nothing which is open keeps the rights of before.

        Raises `NotFound`, `Conflict` code `last_admin`.
        """
        ended: list[str] = []
        async with self._db.transaction() as conn:
            user = await access.person(conn, principal, person_id)
            if user.role != role:
                await access.not_the_last_admin(conn, user)
                await store.set_role(conn, person_id, role, self._clock.now())
                if _RANKS[role] < _RANKS[user.role]:
                    ended = await self._end_everything(conn, person_id)
                facts = {"from": user.role, "to": role}
                subject = Subject("person", person_id)
                await append(conn, self._clock, "person.role_changed", by=principal, of=subject, details={**facts})
            shown = await store.person(conn, person_id)
        await self._auth.logins.tell(person_id, ended)
        return shown

    async def reset_second_factor(self, principal: Principal, person_id: str) -> PersonListed:
        """For who has lost phone and backup codes. Raises `NotFound`, `Conflict` code `second_factor_off`."""
        async with self._db.transaction() as conn:
            await access.person(conn, principal, person_id)
            if not await second_factor_store.delete_factor(conn, person_id):
                raise Conflict("Two-step sign-in is off", code="second_factor_off")
            subject = Subject("person", person_id)
            await append(conn, self._clock, "person.second_factor_reset", by=principal, of=subject)
            return await store.person(conn, person_id)

    async def _end_everything(self, conn: Connection, person_id: str) -> list[str]:
        """Ends sign-ins, trust in browsers, links and challenges; what it returns is told after the transaction."""
        now = self._clock.now()
        await second_factor_store.distrust(conn, person_id, now)
        await store.delete_tickets(conn, person_id)
        return await accounts.end_logins(conn, person_id, "revoked", now)


def _lines(faults: list[RosterFault]) -> int:
    return len({fault.line for fault in faults})


def _password() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))
