"""The keys that seal secrets in the database."""

from eduforum.auth.vault_keys import check_keys, keys_file, read_file
from eduforum.config import Config, ConfigError
from eduforum.doctor.finding import Finding, Findings

_KEEP = "keep a copy, apart from the backups of the database"


def vault(config: Config) -> Findings:
    """Without its keys nobody's second factor opens."""
    path = keys_file(config)
    try:
        if config.auth.vault_keys:
            check_keys(config)
            yield Finding("ok", "vault keys", f"are in the settings; {_KEEP}")
            return
        if not path.exists():
            yield Finding("ok", "vault keys", f"will be made in {path} by the first start; {_KEEP}")
            return
        read_file(path)
    except ConfigError as error:
        yield Finding("fail", "vault keys", f"{error}: put back the right ones, or secrets in the database are lost")
        return
    if path.stat().st_mode & 0o077:
        yield Finding("warn", "vault keys", f"can be read by others: chmod 600 {path}")
    elif config.database.url is not None:
        yield Finding(
            "warn",
            "vault keys",
            f"are in {path}, for this node alone: before a second one, put them in auth.vault_keys",
        )
    else:
        yield Finding("ok", "vault keys", f"are in {path}; {_KEEP}")
