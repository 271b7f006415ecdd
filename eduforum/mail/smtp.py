"""The line to the mail server: SMTP (RFC 5321) with STARTTLS (RFC 3207) or TLS from the first byte (RFC 8314)."""

import ssl
from email.message import EmailMessage

import aiosmtplib

from eduforum.config import Mail


class SendingFailed(Exception):
    """A letter was not taken, and may be later. `lasting`: the server will never take it."""

    lasting = False


class Refused(SendingFailed):
    """The server answered 5xx to this letter (RFC 5321 section 4.2.1)."""

    lasting = True


class Unreachable(SendingFailed):
    """There is no line: it is no letter's fault."""


class SmtpLine:
    """One connection, opened by the first letter. After a failure the next letter gets a fresh one."""

    def __init__(self, settings: Mail) -> None:
        self._settings = settings
        self._smtp: aiosmtplib.SMTP | None = None

    async def open(self) -> None:
        """Connects and signs in. Raises `Unreachable`."""
        settings = self._settings
        context = ssl.create_default_context(cafile=settings.ca)
        smtp = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.effective_port,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            username=settings.username,
            password=settings.password,
            timeout=settings.timeout_seconds,
            tls_context=None if settings.security == "none" else context,
        )
        try:
            await smtp.connect()
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            smtp.close()
            raise Unreachable(_text(error)) from error
        self._smtp = smtp

    async def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """Returns after the server has taken the letter. Raises `SendingFailed`."""
        if self._smtp is None:
            await self.open()
        assert self._smtp is not None
        try:
            await self._smtp.send_message(message, sender=sender, recipients=[recipient])
        except aiosmtplib.SMTPRecipientsRefused as error:
            await self.close()
            refusals = error.recipients
            said = "; ".join(f"{refusal.code} {refusal.message}" for refusal in refusals)
            raise (Refused if all(refusal.code >= 500 for refusal in refusals) else SendingFailed)(said) from error
        except (aiosmtplib.SMTPDataError, aiosmtplib.SMTPNotSupported) as error:
            await self.close()
            code = error.code if isinstance(error, aiosmtplib.SMTPDataError) else 550
            raise (Refused if code >= 500 else SendingFailed)(_text(error)) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            await self.close()
            raise SendingFailed(_text(error)) from error
        except BaseException:
            self._drop()
            raise

    async def close(self) -> None:
        """Says goodbye; a line that is gone already is no fault."""
        if self._smtp is None:
            return
        try:
            await self._smtp.quit()
        except (aiosmtplib.SMTPException, OSError):
            pass
        self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _text(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"
    return str(error) or type(error).__name__
