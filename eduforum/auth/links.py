"""Links that open something once: a ticket behind `#`, where no log and no other site sees it."""

from datetime import timedelta
from typing import NamedTuple

from eduforum.auth import second_factor_store as ticket_store
from eduforum.auth import tickets
from eduforum.auth.tickets import Purpose, Ticket, TicketError
from eduforum.clock import Clock
from eduforum.db import Connection
from eduforum.errors import Gone

# The client's pages. Each asks for a click: mail scanners follow links.
_PAGES = {
    "verify_email": "/verify-email",
    "reset_password": "/reset-password",
    "invitation": "/invitation",
}


class Link(NamedTuple):
    address: str
    ticket: Ticket


class Links:
    """`origin` is what people open in a browser, without a slash at its end."""

    def __init__(self, origin: str, clock: Clock) -> None:
        self.origin = origin
        self._clock = clock

    async def issue(
        self, conn: Connection, purpose: Purpose, subject: str, state: bytes, *, life: timedelta | None = None
    ) -> Link:
        issued = tickets.issue(purpose, subject, now=self._clock.now(), state=state, life=life)
        await ticket_store.add_ticket(conn, issued.ticket)
        return Link(f"{self.origin}{_PAGES[purpose]}#{issued.token}", issued.ticket)

    async def find(self, conn: Connection, purpose: Purpose, token: str) -> Ticket:
        """The ticket of a link, whatever has become of it. Raises `Gone` code `link_invalid`."""
        try:
            ticket = await ticket_store.ticket(conn, tickets.digest_of(purpose, token))
        except TicketError:
            ticket = None
        if ticket is None:
            raise dead_link("unknown")
        return ticket

    def check(self, ticket: Ticket, purpose: Purpose, state: bytes) -> None:
        """Raises `Gone` code `link_invalid`, `link_used`, `link_expired` or `link_outdated`."""
        try:
            tickets.check(ticket, purpose, now=self._clock.now(), state=state)
        except TicketError as error:
            raise dead_link(error.reason) from None

    async def use(self, conn: Connection, ticket: Ticket) -> None:
        """Lets it count, once. Raises `Gone` code `link_used`."""
        if not await ticket_store.use_ticket(conn, ticket.digest, self._clock.now()):
            raise dead_link("used")


def dead_link(reason: str) -> Gone:
    code = {"used": "link_used", "expired": "link_expired", "outdated": "link_outdated"}.get(reason, "link_invalid")
    return Gone(f"The link opens nothing: it is {reason}", code=code)
