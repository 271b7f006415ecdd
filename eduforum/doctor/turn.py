"""Every TURN and STUN server that clients are told of, asked as a client asks."""

import ipaddress
import ssl

from eduforum.clock import SystemClock
from eduforum.config import Config
from eduforum.doctor.finding import Finding, Findings
from eduforum.doctor.turn_client import Client, OverDtls, Refused, ServerUrl
from eduforum.media.addresses import advertised
from eduforum.media.turn import TurnServers

_UNAUTHORIZED = 401


def turn(config: Config) -> Findings:
    if not config.turn.urls:
        yield Finding(
            "ok", "TURN", "none is configured; who reaches nothing but port 443 needs one, see docs/operations.md"
        )
    for server in TurnServers(config.turn, SystemClock()).for_person("doctor"):
        for text in server.urls:
            yield _asked(text, server.username or "", server.credential or "", config)


def _asked(text: str, username: str, password: str, config: Config) -> Finding:
    try:
        url = ServerUrl.parse(text)
    except OverDtls:
        return Finding("warn", "TURN", f"{text}: DTLS is not tried, and few clients speak it: offer ?transport=tcp too")
    try:
        with Client(url, username, password) as client:
            return _relayed(text, client, config) if url.relays else _seen(text, client)
    except ssl.SSLCertVerificationError as error:
        return Finding(
            "fail", "TURN", f"{text}: browsers refuse its certificate ({error.verify_message}): renew it, name the host"
        )
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return Finding("fail", "TURN", f"{text}: {reason}; start it, open its port, or correct turn.urls")


def _seen(text: str, client: Client) -> Finding:
    try:
        return Finding("ok", "TURN", f"{text} sees this machine as {client.bind()}")
    except Refused as refused:
        return Finding("fail", "TURN", f"{text} refuses to answer ({refused}): correct turn.urls")


def _relayed(text: str, client: Client, config: Config) -> Finding:
    try:
        relayed = client.allocate()
    except Refused as refused:
        remedy = (
            "turn.secret and its static-auth-secret differ, or its clock is wrong"
            if refused.code == _UNAUTHORIZED
            else "see its log"
        )
        return Finding("fail", "TURN", f"{text} gives no relay ({refused}): {remedy}")
    forbidden: list[str] = []
    own = _own(config)
    for address in own:
        try:
            client.permit(address)
        except Refused:
            forbidden.append(str(address))
    client.release()
    if own and len(forbidden) == len(own):
        return Finding(
            "fail", "TURN", f"{text} relays nothing to {', '.join(forbidden)}: permit one (allowed-peer-ip of coturn)"
        )
    return Finding("ok", "TURN", f"{text} relays from {relayed}")


def _own(config: Config) -> list[ipaddress.IPv4Address]:
    """Where a relay over IPv4 has to reach us."""
    found = advertised(config.server.host, config.media.public_addresses, ipv6=False)
    return [ipaddress.IPv4Address(reachable.address) for reachable in found]
