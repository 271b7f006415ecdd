"""What covers letters that wait in the database: links in them open accounts."""

from eduforum.auth.vault import Place, Vault
from eduforum.mail.outbox import Seal
from eduforum.mail.postman import Open


def place(mail_id: str) -> Place:
    """Where the vault finds a letter."""
    return Place("mails", "content", mail_id)


def seal(vault: Vault) -> Seal:
    return lambda content, mail_id: vault.seal(content, place(mail_id))


def opener(vault: Vault) -> Open:
    return lambda sealed, mail_id: vault.open(sealed, place(mail_id))
