"""HTTP face of letters, for administrators."""

from eduforum.mail import MailRecord
from eduforum.notifications.schemas import MailsQuery
from eduforum.notifications.service import MailService
from eduforum.pagination import cut, decode_id
from eduforum.web.endpoint import Call, Endpoint, Page, scoped


class MailRoutes:
    def __init__(self, mails: MailService) -> None:
        self._mails = mails

    def endpoints(self) -> list[Endpoint]:
        return scoped("never", [
            Endpoint("GET", "/admin/mails", self.mails,
                     "Letters that were given up, wait or were sent: for administrators", "admin", query=MailsQuery,
                     answer=Page[MailRecord], errors=("forbidden",)),
            Endpoint("POST", "/admin/mails/{mail_id}/retry", self.retry,
                     "Try a letter again that was given up: for administrators", "admin", answer=MailRecord,
                     errors=("forbidden", "not_found")),
            Endpoint("DELETE", "/admin/mails/{mail_id}", self.discard,
                     "Forget a letter that was given up: for administrators", "admin", status=204,
                     errors=("forbidden", "not_found")),
        ])  # fmt: skip

    async def mails(self, call: Call[None, MailsQuery]) -> Page[MailRecord]:
        query = call.query
        found = await self._mails.mails(call.principal, query.state, decode_id(query.cursor), query.limit + 1)
        return Page(*cut(found, query.limit, lambda mail: (mail.id,)))

    async def retry(self, call: Call[None, None]) -> MailRecord:
        return await self._mails.retry(call.principal, call.path["mail_id"])

    async def discard(self, call: Call[None, None]) -> None:
        await self._mails.discard(call.principal, call.path["mail_id"])
