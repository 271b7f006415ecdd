"""The issuers of the settings, checked when the server starts."""

from collections.abc import Mapping
from typing import Any

import msgspec

from eduforum.auth.oidc.provider import Provider
from eduforum.auth.oidc.settings import GOOGLE, MICROSOFT, ProviderSettings, faults_of
from eduforum.auth.once import Once
from eduforum.auth.vault import Vault
from eduforum.clock import Clock
from eduforum.config import Config, ConfigError
from eduforum.outbound import OutboundClient
from eduforum.outbound.addresses import networks

# Two that everybody has need no more than what they gave us.
_KNOWN: Mapping[str, Mapping[str, str]] = {
    "google": {"title": "Google", "issuer": GOOGLE},
    "microsoft": {"title": "Microsoft", "issuer": MICROSOFT},
}
_LISTS = ("scopes", "tenants", "email_domains")


def read_providers(config: Config) -> tuple[ProviderSettings, ...]:
    """The issuers as the settings name them, in their order. Raises `ConfigError` with every fault."""
    faults: list[str] = []
    found: list[ProviderSettings] = []
    for name, values in config.auth.oidc.items():
        try:
            settings = _read(name, values)
        except (msgspec.ValidationError, TypeError) as error:
            faults.append(f"auth.oidc.{name}: {error}")
            continue
        faults += [f"auth.oidc.{name}.{fault}" for fault in faults_of(settings)]
        found.append(settings)
    if faults:
        raise ConfigError(faults)
    return tuple(found)


def open_providers(config: Config, *, vault: Vault, once: Once, clock: Clock) -> dict[str, Provider]:
    """The same, ready to be asked, by name."""
    outbound = config.outbound
    client = OutboundClient(
        inside=networks(outbound.inside), ca_file=outbound.ca_file, deadline=outbound.timeout_seconds
    )
    return {
        settings.name: Provider(
            settings, redirect_uri(config, settings.name), fetch=client.send, vault=vault, once=once, clock=clock
        )
        for settings in read_providers(config)
    }


def redirect_uri(config: Config, name: str) -> str:
    """Where the issuer sends people back to: what is registered there, letter for letter."""
    return f"{config.url}/api/v1/auth/oauth/{name}/callback"


def _read(name: str, values: Mapping[str, Any]) -> ProviderSettings:
    kind = values.get("kind", name if name in _KNOWN else "oidc")
    given = {"name": name, "kind": kind, "title": name.capitalize(), **_KNOWN.get(kind, {}), **values}
    # From the environment every value comes as text.
    for key in _LISTS:
        if isinstance(given.get(key), str):
            given[key] = [part.strip() for part in given[key].split(",") if part.strip()]
    return msgspec.convert(given, ProviderSettings, strict=False)
