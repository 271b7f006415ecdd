"""What signing in answers over HTTP, whichever way somebody has come: tokens or the question for a code."""

from typing import Any

from eduforum.auth.known_devices import LIFE as KNOWN_LIFE
from eduforum.auth.schemas import Device, SignInAnswer
from eduforum.auth.service import AuthService, SecondStep, SignedIn
from eduforum.auth.trusted_browsers import LIFE as TRUSTED_LIFE
from eduforum.errors import Forbidden
from eduforum.web.endpoint import Call, Cookie
from eduforum.web.origin import OwnOrigin

COOKIE = "eduforum_refresh"
KNOWN_COOKIE = "eduforum_device"
TRUSTED_COOKIE = "eduforum_trusted"
COOKIE_PATH = "/api/v1/auth"


class SignInAnswers:
    def __init__(self, service: AuthService, own_origin: OwnOrigin) -> None:
        self._service = service
        self._own_origin = own_origin

    def device(self, call: Call[Any, None]) -> Device:
        """Where somebody signs in from. Pages of other sites sign nobody in."""
        if call.origin is not None:
            self.check_origin(call)
        headers, cookies = call.request.headers, call.request.cookies
        agent = headers.get("user-agent", "")
        return Device(call.client_ip, agent, cookies.get(KNOWN_COOKIE), cookies.get(TRUSTED_COOKIE))

    def check_origin(self, call: Call[Any, None]) -> None:
        """Raises `Forbidden` code `foreign_origin`, also where a page does not say whose it is."""
        if not self._own_origin.matches(call.origin, call.request.headers.get("host"), secure=call.secure):
            raise Forbidden("The call comes from a page of another site", code="foreign_origin")

    def of(self, entered: SignedIn | SecondStep) -> SignInAnswer:
        if isinstance(entered, SecondStep):
            return entered.answer()
        tokens = entered.tokens(self._service.access_seconds)
        return SignInAnswer(tokens.expires_in, tokens.access_token, tokens.user, tokens.refresh_token)

    def cookies(self, call: Call[Any, None], entered: SignedIn | SecondStep) -> list[Cookie]:
        """What a browser keeps of it; nothing of what was asked for in the body."""
        if isinstance(entered, SecondStep) or entered.delivery == "body":
            return []
        cookies = [self.cookie(call, entered.refresh_token, self._service.refresh_seconds)]
        if entered.known is not None:
            cookies.append(self.known(call, entered.known))
        if entered.trusted is not None:
            life = int(TRUSTED_LIFE.total_seconds())
            cookies.append(Cookie(TRUSTED_COOKIE, entered.trusted, COOKIE_PATH, life, secure=call.secure))
        return cookies

    def known(self, call: Call[Any, None], value: str) -> Cookie:
        """By which a browser is known to an account from now on."""
        return Cookie(KNOWN_COOKIE, value, COOKIE_PATH, int(KNOWN_LIFE.total_seconds()), secure=call.secure)

    def cookie(self, call: Call[Any, None], value: str, max_age: int) -> Cookie:
        return Cookie(COOKIE, value, COOKIE_PATH, max_age, secure=call.secure)
