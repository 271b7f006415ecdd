"""The command line: `eduforum serve`, `migrate`, `user create`, `user reset-2fa`,
`user reset-link`, `vault rewrap`, `demo`, `doctor`."""

import argparse
import ctypes
import errno
import getpass
import os
import signal
import sys
from collections.abc import Callable, Coroutine

import asyncpg
import msgspec
import uvloop

from eduforum import __version__, config, demo, doctor
from eduforum.auth import store as accounts
from eduforum.auth.audit.log import append
from eduforum.auth.audit.schemas import Subject
from eduforum.auth.oidc.providers import read_providers
from eduforum.auth.rewrap import rewrap
from eduforum.auth.vault_keys import check_keys, open_vault
from eduforum.certificate import ensure_certificate, local_names
from eduforum.clock import SystemClock
from eduforum.config import Config, ConfigError, Tls
from eduforum.courses.roster.rows import checked_number
from eduforum.db import MigrationError, migrate
from eduforum.db.embedded import EmbeddedPostgresError
from eduforum.errors import Conflict, EduForumError
from eduforum.media.addresses import interface_addresses
from eduforum.offline import database_url, services
from eduforum.telemetry import configure_logs
from eduforum.web.app import Application
from eduforum.web.server import serve

_EXIT_FAILED = 1
_EXIT_BAD_CONFIG = 2
_PR_SET_PDEATHSIG = 1
# What binding to the configured address raises.
_ADDRESS_FAULTS = (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and answer its exit status: 0, 1 when it failed, 2 when words or settings were wrong."""
    options = _parser().parse_args(arguments)
    try:
        settings = _settings(options)
    except ConfigError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return _EXIT_BAD_CONFIG
    # Everything that is written is the operator's alone.
    os.umask(0o077)
    configure_logs(settings.log.level, json=settings.log.json)
    command: Callable[[argparse.Namespace, Config], Coroutine[None, None, int]] = options.command
    if options.command is _serve and options.parent is not None:
        _end_with(options.parent)
    try:
        return uvloop.run(command(options, settings))
    except ConfigError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return _EXIT_BAD_CONFIG
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except EduForumError as error:
        for line in (error.message, *(f"{detail.field}: {detail.message}" for detail in error.details)):
            print(f"eduforum: {line}", file=sys.stderr)
        return _EXIT_FAILED
    except (ConnectionError, TimeoutError) as error:
        print(f"eduforum: the database cannot be reached: {str(error) or type(error).__name__}", file=sys.stderr)
        return _EXIT_FAILED
    except OSError as error:
        where = f"{settings.server.host}:{settings.server.port}: " if error.errno in _ADDRESS_FAULTS else ""
        print(f"eduforum: {where}{error.strerror or error or type(error).__name__}", file=sys.stderr)
        return _EXIT_FAILED
    except (EmbeddedPostgresError, MigrationError, asyncpg.PostgresError) as error:
        print(f"eduforum: {str(error) or type(error).__name__}", file=sys.stderr)
        return _EXIT_FAILED


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--config", metavar="FILE", help="settings in TOML")
    common.add_argument("--data", metavar="DIR", help="the data folder (data.dir; ./data)")

    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--host", help="address to listen on (server.host; 127.0.0.1)")
    where.add_argument("--port", type=int, help="TCP port (server.port; 8080)")
    where.add_argument(
        "--self-signed", action="store_true", help="HTTPS by a certificate made here, so that phones get their camera"
    )

    parser = argparse.ArgumentParser(
        prog="eduforum",
        description="Live seminars in the browser, in one process.",
        epilog="Every [section] key of the settings can be said as EDUFORUM_<SECTION>__<KEY> in the environment.",
    )
    parser.add_argument("--version", action="version", version=f"eduforum {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    serving = commands.add_parser("serve", parents=[common, where], help="start the server")
    serving.add_argument("--demo", action="store_true", help="make demo accounts and a course if nobody has an account")
    serving.add_argument("--parent", type=int, metavar="PID", help="stop when this parent process ends")
    serving.set_defaults(command=_serve)

    migrating = commands.add_parser("migrate", parents=[common], help="bring the database up to this release")
    migrating.set_defaults(command=_migrate)

    user = commands.add_parser("user", help="accounts").add_subparsers(metavar="COMMAND", required=True)
    creating = user.add_parser(
        "create", parents=[common], help="make an account", epilog="The password is asked for, or read from a pipe."
    )
    creating.add_argument("email")
    creating.add_argument("--name", required=True, help="as others see it")
    creating.add_argument("--student-number", metavar="NUMBER", help="as the institution's rosters have it")
    creating.add_argument("--role", choices=["admin", "professor", "ta", "student"], default="student")
    creating.set_defaults(command=_create_user)

    resetting = user.add_parser(
        "reset-2fa",
        parents=[common],
        help="turn somebody's two-step sign-in off",
        epilog="For who has neither phone nor backup codes: be sure that it is they who ask.",
    )
    resetting.add_argument("email")
    resetting.set_defaults(command=_reset_second_factor)

    linking = user.add_parser(
        "reset-link",
        parents=[common],
        help="print a link for a new password",
        epilog="For who has lost theirs: be sure that it is they who ask. It works once, within three days.",
    )
    linking.add_argument("email")
    linking.set_defaults(command=_reset_link)

    vault = commands.add_parser("vault", help="keys of secrets").add_subparsers(metavar="COMMAND", required=True)
    rewrapping = vault.add_parser(
        "rewrap",
        parents=[common],
        help="seal secrets anew with the newest key",
        epilog="Put the new key first, restart every node, run this, and take the old key out.",
    )
    rewrapping.set_defaults(command=_rewrap)

    planting = commands.add_parser(
        "demo", parents=[common], help="make the demo accounts and course", epilog="DEMO_PASSWORD sets their password."
    )
    planting.set_defaults(command=_demo)

    examining = commands.add_parser("doctor", parents=[common, where], help="look for what stands in the way")
    examining.add_argument("--json", action="store_true", help="print a JSON array of grade, subject and text")
    examining.set_defaults(command=_doctor)
    return parser


def _settings(options: argparse.Namespace) -> Config:
    said = vars(options)
    words = {
        ("data", "dir"): said.get("data"),
        ("server", "host"): said.get("host"),
        ("server", "port"): said.get("port"),
        ("tls", "self_signed"): said.get("self_signed") or None,
    }
    settings = config.load(options.config, overrides={key: value for key, value in words.items() if value is not None})
    check_keys(settings)
    read_providers(settings)
    return settings


async def _serve(options: argparse.Namespace, settings: Config) -> int:
    settings = _with_certificate(settings)
    report: demo.DemoReport | None = None

    async def prepare(app: Application) -> None:
        nonlocal report
        if options.demo and await demo.is_new(app.db):
            report = await demo.plant(app.db, app.clock, app.auth, app.courses, os.environ.get("DEMO_PASSWORD"))

    def announce(port: int) -> None:
        server = msgspec.structs.replace(settings.server, port=port)
        print(_banner(msgspec.structs.replace(settings, server=server), report, demo_wanted=options.demo), flush=True)

    await serve(settings, prepare=prepare, announce=announce)
    return 0


def _with_certificate(settings: Config) -> Config:
    if not settings.tls.self_signed:
        return settings
    addresses = [str(address) for address in interface_addresses()]
    certificate, key = ensure_certificate(settings.data.dir / "tls", local_names(), addresses, SystemClock())
    return msgspec.structs.replace(settings, tls=Tls(certificate=certificate, key=key, self_signed=True))


def _banner(settings: Config, report: demo.DemoReport | None, *, demo_wanted: bool) -> str:
    lines = ["", f"  EduForum is running at {settings.url}"]
    if settings.tls.self_signed:
        lines.append("  Its certificate is its own: accept it once in each browser.")
    if demo_wanted:
        lines += ["", "  Sign in as   professor@eduforum.test, student1@eduforum.test … student5@eduforum.test,"]
        lines += ["               ta@eduforum.test or admin@eduforum.test"]
        if report is not None and report.password is not None:
            lines.append(f"  Password     {report.password}   (the same for all; it is shown only now)")
        else:
            lines.append("  Password     as shown when the data folder was new")
    return "\n".join([*lines, "  Stop with    Ctrl-C", ""])


async def _migrate(options: argparse.Namespace, settings: Config) -> int:
    async with database_url(settings) as url:
        applied = await migrate(url)
    print("\n".join(applied) if applied else "nothing to do")
    return 0


async def _create_user(options: argparse.Namespace, settings: Config) -> int:
    password = _ask_password()
    async with services(settings) as offline, offline.db.transaction() as conn:
        user = await offline.auth.create_user(
            conn, email=options.email, name=options.name, role=options.role, password=password
        )
        subject = Subject("person", user.id)
        await append(conn, offline.clock, "person.created", by=None, of=subject, details={"role": user.role})
        if options.student_number is not None:
            number = checked_number(options.student_number)
            if not await accounts.set_student_number(conn, user.id, number):
                raise Conflict(f"Somebody else has the student number {number}", code="student_number_taken")
    print(f"{user.email} ({user.role})")
    return 0


async def _reset_second_factor(options: argparse.Namespace, settings: Config) -> int:
    async with services(settings) as offline:
        await offline.auth.factors.reset(options.email)
    print(f"{options.email}: two-step sign-in is off")
    return 0


async def _reset_link(options: argparse.Namespace, settings: Config) -> int:
    async with services(settings) as offline:
        made = await offline.auth.recovery.make_link_by_hand(options.email)
    print(made.link)
    return 0


async def _rewrap(options: argparse.Namespace, settings: Config) -> int:
    vault = open_vault(settings)
    async with services(settings) as offline:
        done, unopened = await rewrap(offline.db, vault)
    print(f"{done} sealed anew with key {vault.key_ids[0]}")
    if unopened:
        print(f"eduforum: {unopened} do not open with any of the keys", file=sys.stderr)
    return _EXIT_FAILED if unopened else 0


async def _demo(options: argparse.Namespace, settings: Config) -> int:
    async with services(settings) as offline:
        report = await demo.plant(
            offline.db, offline.clock, offline.auth, offline.courses, os.environ.get("DEMO_PASSWORD")
        )
    if report.made:
        print("\n".join(report.made))
        print(f"Password: {report.password}")
    else:
        print("The demo accounts are there already.")
    return 0


async def _doctor(options: argparse.Namespace, settings: Config) -> int:
    findings = await doctor.examine(settings)
    if options.json:
        print(msgspec.json.encode(findings).decode())
    else:
        for finding in findings:
            print(f"{finding.grade:4}  {finding.subject}: {finding.text}")
    return _EXIT_FAILED if any(finding.grade == "fail" for finding in findings) else 0


def _ask_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise EduForumError("The two passwords differ.")
    return password


def _end_with(parent: int) -> None:
    """Have the kernel send SIGTERM when `parent`, which must be our parent, ends in any way."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(_EXIT_FAILED)


if __name__ == "__main__":
    sys.exit(main())
