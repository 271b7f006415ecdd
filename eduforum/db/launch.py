"""Run as a script: become a program that dies with the server, and that does not see itself as root.

    python -I -S launch.py PARENT PROGRAM ARGUMENT...

PostgreSQL refuses to run as root. Root is therefore mapped to uid 1000 in a user namespace: for the kernel the process
stays root and reaches folders that only root can read, to itself it is an ordinary user. Only the standard library is
imported here, and nothing before `exec` outlives it but the two settings.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

_CLONE_NEWUSER = 0x1000_0000
_PR_SET_PDEATHSIG = 1
_INNER_ID = 1000

# Exit statuses, apart from those of the programs that are run.
NAMESPACE_REFUSED = 97
ORPHANED = 98


def _leave_root(libc: ctypes.CDLL) -> None:
    uid, gid = os.getuid(), os.getgid()
    if libc.unshare(_CLONE_NEWUSER) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    # A process may map its own group only after it gave up setgroups (user_namespaces(7)).
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{_INNER_ID} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{_INNER_ID} {gid} 1")


def main() -> None:
    parent, command = int(sys.argv[1]), sys.argv[2:]
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() == 0:
        try:
            _leave_root(libc)
        except OSError as error:
            sys.stderr.write(f"user namespace refused: {error}\n")
            sys.exit(NAMESPACE_REFUSED)
    # After the namespace, because a change of credentials clears it. SIGQUIT is an immediate shutdown: nothing is left
    # running, and the next start recovers from the write-ahead log.
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(ORPHANED)
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
