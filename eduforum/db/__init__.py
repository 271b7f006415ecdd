"""PostgreSQL: pool and transactions, migrations, and a server of our own when none is given."""

from eduforum.db.migrate import MigrationError, migrate
from eduforum.db.pool import Connection, Database

__all__ = ["Connection", "Database", "MigrationError", "migrate"]
