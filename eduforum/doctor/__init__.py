"""`eduforum doctor`: looks for what commonly stands between an installation and a lesson, and says what to do."""

from eduforum.config import Config
from eduforum.doctor import host, media, turn, web
from eduforum.doctor.database import database
from eduforum.doctor.finding import Finding, Grade
from eduforum.doctor.mail import mail
from eduforum.doctor.vault import vault

__all__ = ["Finding", "Grade", "examine"]


async def examine(config: Config) -> list[Finding]:
    """Every finding, in the order in which to look at them. Nothing is changed; what is tried out is removed."""
    running = web.answers(config)
    return [
        *host.native_core(),
        *host.client(),
        *web.camera(config),
        *web.http_port(config, running=running),
        *media.addresses(config),
        *media.udp(config, running=running),
        *media.tcp(config, running=running),
        *turn.turn(config),
        *await database(config),
        *vault(config),
        *await mail(config),
        *host.clock(),
        *host.disk(config),
        *host.open_files(),
        *host.buffers(),
    ]
