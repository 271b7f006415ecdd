"""HTTP: what browsers ask of an origin, and the port."""

import errno
import ipaddress
import os
import socket
import ssl
from urllib.parse import urlsplit

from eduforum.config import Config
from eduforum.doctor.finding import Finding, Findings
from eduforum.media.addresses import is_loopback


def camera(config: Config) -> Findings:
    parts = urlsplit(config.url)
    if parts.scheme == "https" or is_loopback(parts.hostname or ""):
        yield Finding("ok", "camera", f"browsers give camera and microphone to {config.url}")
    else:
        yield Finding(
            "fail",
            "camera",
            f"browsers refuse camera and microphone to {config.url}: use HTTPS (tls.certificate, a proxy and "
            "server.public_url, or --self-signed), or http://localhost on this machine",
        )
    if is_loopback(config.server.host) and config.server.public_url is None:
        yield Finding(
            "warn",
            "camera",
            "only this machine can reach the server, server.host is a loopback address: set it to 0.0.0.0 or ::",
        )


def http_port(config: Config, *, running: bool) -> Findings:
    host, port = config.server.host, config.server.port
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        yield Finding(
            "fail", "HTTP port", f"{host} is not an address of this machine ({error.strerror}): set server.host"
        )
        return
    for family, kind, protocol, _, address in addresses:
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as error:
                if error.errno == errno.EADDRINUSE and running:
                    yield Finding("ok", "HTTP port", f"EduForum answers on {host}:{port}")
                else:
                    yield Finding(
                        "fail", "HTTP port", f"{host}:{port}: {os.strerror(error.errno or 0).lower()}; set server.port"
                    )
                return
    yield Finding("ok", "HTTP port", f"{host}:{port} is free")


def answers(config: Config) -> bool:
    """Is a server of ours running with these settings?"""
    host = config.server.host
    try:
        if ipaddress.ip_address(host).is_unspecified:
            host = "127.0.0.1"
    except ValueError:
        pass
    try:
        with socket.create_connection((host, config.server.port), timeout=2) as plain:
            connection: socket.socket = plain
            if config.tls.enabled:
                context = ssl.create_default_context()
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
                connection = context.wrap_socket(plain)
            with connection:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False
