"""Where the vault's keys are: in the settings, or in a file of this node's that is made when there is none."""

import os
from pathlib import Path

import msgspec

from eduforum.auth.vault import Vault, new_key, read_keys
from eduforum.config import Config, ConfigError

_FILE = "vault.keys"


def keys_file(config: Config) -> Path:
    return config.data.dir / _FILE


def check_keys(config: Config) -> None:
    """Raises `ConfigError` for keys in the settings that are none."""
    if config.auth.vault_keys:
        _read(config.auth.vault_keys, "auth.vault_keys")


def open_vault(config: Config) -> Vault:
    """The vault of the settings' keys, else of those in the data folder. Raises `ConfigError`.

    The file is for one node alone: of several, each would seal what the others cannot open.
    """
    if config.auth.vault_keys:
        return Vault(_read(config.auth.vault_keys, "auth.vault_keys"))
    path = keys_file(config)
    if not path.exists():
        _make(path)
    return read_file(path)


def read_file(path: Path) -> Vault:
    """The vault of a file of keys, `["newest", "older", …]`. Raises `ConfigError`."""
    try:
        texts = msgspec.json.decode(path.read_bytes(), type=tuple[str, ...])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigError([f'{path}: is not a list of keys such as ["newest", "older"]']) from error
    except OSError as error:
        raise ConfigError([f"{path}: {(error.strerror or str(error)).lower()}"]) from error
    return Vault(_read(texts, str(path)))


def _read(texts: tuple[str, ...], source: str) -> list[bytes]:
    try:
        return read_keys(texts)
    except ValueError as error:
        raise ConfigError([f"{source}: {error}"]) from None


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode([new_key()]) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        # Whole or not at all, and never over keys that another process has just made.
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
