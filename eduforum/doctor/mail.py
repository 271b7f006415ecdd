"""The mail server, and whether the links in letters lead here."""

from urllib.parse import urlsplit

from eduforum.config import Config
from eduforum.doctor.finding import Finding
from eduforum.mail.smtp import SmtpLine, Unreachable
from eduforum.media.addresses import is_loopback


async def mail(config: Config) -> list[Finding]:
    """Connects and signs in as for a letter, and sends none."""
    settings = config.mail
    if not settings.enabled:
        return [
            Finding(
                "warn",
                "mail",
                "no server is configured (mail.host): nobody registers unless auth.registration is open, and "
                "administrators hand out links for new passwords",
            )
        ]
    where = f"{settings.host}:{settings.effective_port}"
    line = SmtpLine(settings)
    try:
        await line.open()
    except Unreachable as error:
        return [Finding("fail", "mail", f"{where} takes no letters ({error}): check [mail] of the settings")]
    await line.close()
    findings = [Finding("ok", "mail", f"{where} takes letters from {settings.sender}")]
    if settings.security == "none" and not is_loopback(settings.host or ""):
        findings.append(Finding("warn", "mail", "letters cross the network in the clear: set mail.security"))
    if is_loopback(urlsplit(config.url).hostname or ""):
        findings.append(Finding("warn", "mail", f"links in letters lead to {config.url}: set server.public_url"))
    return findings
