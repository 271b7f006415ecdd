"""HTTP face of signing in by an issuer, and of the accounts there that are linked to one's own."""

import string
from urllib.parse import parse_qsl, quote

from eduforum.auth.identities import Identities
from eduforum.auth.oidc.flow import FLOW_LIFE
from eduforum.auth.schemas import (
    MAX_QUERY,
    BeginElsewhere,
    CameBack,
    LinkedIdentities,
    ReturnElsewhere,
    SentElsewhere,
)
from eduforum.auth.sign_in_answers import SignInAnswers
from eduforum.web.endpoint import Answer, Call, Cookie, Endpoint, Raw, scoped

_COOKIE_PATH = "/api/v1/auth/oauth"
_REPROVED = ("password_wrong", "sign_in_again", "too_many_attempts")

# More than that the query of an answer never has.
_MOST_PARAMETERS = 20


class IdentityRoutes:
    """The issuer sends the browser back to the callback, which hands what it brought to a page of ours: that sends it
    here with the cookies, and the sign-in if there is one, that a browser does not send along from elsewhere."""

    def __init__(self, identities: Identities, answers: SignInAnswers) -> None:
        self._identities = identities
        self._answers = answers

    def endpoints(self) -> list[Endpoint]:
        return scoped("never", [
            Endpoint("POST", "/auth/oauth/{provider}", self.begin,
                     "Begin to sign in by an issuer, or to link one's account there", "auth", body=BeginElsewhere,
                     answer=SentElsewhere, auth=False,
                     errors=("not_found", "unauthenticated", "foreign_origin", "issuer_unavailable", *_REPROVED)),
            Endpoint("GET", "/auth/oauth/{provider}/callback", self.callback,
                     "Where the issuer sends the browser back to; leads to the page that finishes", "auth", raw=True,
                     status=303, produces="text/html", auth=False, errors=("not_found",),
                     headers={"Location": "A page of ours"}),
            Endpoint("POST", "/auth/oauth/{provider}/callback", self.finish,
                     "Finish with what the issuer sent the browser back with", "auth", body=ReturnElsewhere,
                     answer=CameBack, auth=False,
                     errors=("not_found", "unauthenticated", "foreign_origin", "issuer_declined", "issuer_expired",
                             "issuer_refused", "issuer_unavailable", "identity_unverified", "identity_unknown",
                             "identity_link_first", "identity_moved", "identity_taken", "account_suspended",
                             "conflict")),
            Endpoint("GET", "/auth/identities", self.linked, "Which accounts elsewhere open mine", "auth",
                     answer=LinkedIdentities),
            Endpoint("DELETE", "/auth/identities/{identity_id}", self.unlink, "Let one of them not open mine any more",
                     "auth", status=204, errors=("last_way_in",)),
        ])  # fmt: skip

    async def begin(self, call: Call[BeginElsewhere, None]) -> Answer[SentElsewhere]:
        self._answers.device(call)
        name, body = call.path["provider"], call.body
        begun = (
            await self._identities.begin_link(call.principal, name, body.next, body.password)
            if body.link
            else await self._identities.begin(name, body.next)
        )
        life = int(FLOW_LIFE.total_seconds())
        return Answer(
            SentElsewhere(begun.url), cookies=[_cookie(call.path["provider"], begun.cookie, life, call.secure)]
        )

    async def callback(self, call: Call[None, None]) -> Raw:
        name = self._identities.known(call.path["provider"])
        # Behind "#", where it is in no log and no Referer.
        query = quote(call.request.scope["query_string"][:MAX_QUERY], safe=string.punctuation)
        place = f"/oauth/{name}#{query}"
        return Raw(b"", "text/html", {"Location": place, "Referrer-Policy": "no-referrer"}, 303)

    async def finish(self, call: Call[ReturnElsewhere, None]) -> Answer[CameBack]:
        name, body = call.path["provider"], call.body
        try:
            parameters = parse_qsl(body.query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
        except ValueError:
            parameters = []
        returned = await self._identities.finish(
            name,
            call.request.cookies.get(_cookie_name(name)),
            parameters,
            device=self._answers.device(call),
            delivery=body.token_delivery,
            principal=call.principal_or_none,
        )
        over = _cookie(name, "", 0, call.secure)
        if returned.entered is None:
            return Answer(CameBack(returned.next, linked=True), cookies=[over])
        came = CameBack(returned.next, sign_in=self._answers.of(returned.entered))
        return Answer(came, cookies=[*self._answers.cookies(call, returned.entered), over])

    async def linked(self, call: Call[None, None]) -> LinkedIdentities:
        return await self._identities.linked(call.principal)

    async def unlink(self, call: Call[None, None]) -> None:
        await self._identities.unlink(call.principal, call.path["identity_id"])


def _cookie_name(provider: str) -> str:
    return f"eduforum_oauth_{provider}"


def _cookie(provider: str, value: str, max_age: int, secure: bool) -> Cookie:
    return Cookie(_cookie_name(provider), value, _COOKIE_PATH, max_age, secure=secure)
