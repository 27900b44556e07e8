"""Which user PostgreSQL runs as, since it refuses to be root, and where that user can reach its files."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from local_stack.lifeline import tied_to_this_process

# Root's place for what another user must reach, when the project itself lies in a folder closed to others: the data,
# which make clean-state deletes, and a copy of PostgreSQL's programs, which stays. The variable is for the tests.
OPEN_FOLDER: Final = "/var/lib/rettematch"
OPEN_FOLDER_VARIABLE: Final = "RETTEMATCH_OPEN_FOLDER"


@dataclass(frozen=True, slots=True)
class ServerUser:
    """Who the server's processes are: `mode` says how, `uid` and `gid` who owns their files seen from outside."""

    mode: Literal["same", "user-namespace", "nobody"]
    uid: int
    gid: int

    @property
    def identity(self) -> str:
        """The argument that dies_with_parent.py takes."""
        return f"{self.uid}:{self.gid}" if self.mode == "nobody" else self.mode

    def reaches(self, path: Path) -> bool:
        """Whether the server's user can use what lies at `path`, which exists."""
        return self.mode != "nobody" or all(step.stat().st_mode & stat.S_IXOTH for step in (path, *path.parents))

    def own(self, path: Path) -> None:
        if self.mode == "nobody":
            os.chown(path, self.uid, self.gid)


def user_namespaces_allowed() -> bool:
    """Whether root may leave its identity for a user namespace; containers and some kernels say no."""
    trial = tied_to_this_process(["true"], signal_name="SIGKILL", identity="user-namespace")
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0


def choose_server_user() -> ServerUser:
    """An ordinary user is itself; root hides in a user namespace where it may, and else becomes nobody."""
    if os.geteuid() != 0:
        return ServerUser("same", os.geteuid(), os.getegid())
    if user_namespaces_allowed():
        return ServerUser("user-namespace", 0, 0)
    nobody = pwd.getpwnam("nobody")
    return ServerUser("nobody", nobody.pw_uid, nobody.pw_gid)


def open_place(name: str, key: str) -> Path:
    """A folder that every user can come to; the key keeps the clones of this project on one machine apart."""
    folder = Path(os.environ.get(OPEN_FOLDER_VARIABLE, OPEN_FOLDER))
    return folder / f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def copy_for_all(folder: Path, beside: Path, target: Path) -> Path:
    """A copy of `folder` and its neighbour `beside` below `target`, made once, moved into place whole, open to all."""
    if not target.is_dir():
        target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        side = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
        for part in (folder, beside):
            shutil.copytree(part, side / part.name, symlinks=True)
        for path in (side, *side.rglob("*")):
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(mode | 0o055 if path.is_dir() else mode | (mode >> 6 & 0o005))
        side.rename(target)
    return target / folder.name
