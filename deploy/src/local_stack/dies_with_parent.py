"""Becomes another program that ends when the process that started it ends, however that process ends.

    python -I -S dies_with_parent.py SIGNAL PARENT_PID IDENTITY PROGRAM [ARGUMENT...]

SIGNAL is what the kernel sends the program when its parent dies (PR_SET_PDEATHSIG). IDENTITY is `same`,
`user-namespace` (root becomes an unmapped user in a namespace of its own, since PostgreSQL refuses to be root) or
`UID:GID`.

This is a program and not a `preexec_fn`: code between fork and exec is unsafe in a process with threads. The kernel
takes "parent" to be the thread that forked, so whoever starts it does so in a thread that lives as long as itself.
Linux only. It imports nothing of ours, so that it starts in about 10 ms.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h
CLONE_NEWUSER = 0x10000000  # linux/sched.h


def checked(outcome: int) -> None:
    if outcome != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def main() -> None:
    signal_name, parent, identity, *command = sys.argv[1:]
    libc = ctypes.CDLL(None, use_errno=True)
    if identity == "user-namespace":
        checked(libc.unshare(CLONE_NEWUSER))
    elif identity != "same":
        uid, gid = (int(part) for part in identity.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    # After the identity, because a change of credentials clears the parent-death signal.
    checked(libc.prctl(PR_SET_PDEATHSIG, signal.Signals[signal_name], 0, 0, 0))
    if os.getppid() != int(parent):
        sys.exit("the parent ended before its child was ready to hear of it")
    os.execvp(command[0], command)  # noqa: S606 - becoming that program is the purpose


if __name__ == "__main__":
    main()
