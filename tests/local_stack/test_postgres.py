"""The launcher of the embedded PostgreSQL: what it survives and what it refuses."""

import asyncio
import os
import pwd
import signal
import socket
import stat
import threading
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from local_stack import postgres
from local_stack.postgres import EmbeddedPostgres, PostgresError, free_port
from local_stack.server_user import ServerUser, choose_server_user
from tests.local_stack.living import still_alive_after_waiting


def possible_users() -> list[ServerUser]:
    """Every way in which the server can run for whoever runs these tests."""
    users = [choose_server_user()]
    if os.geteuid() == 0 and users[0].mode != "nobody":
        nobody = pwd.getpwnam("nobody")
        users.append(ServerUser("nobody", nobody.pw_uid, nobody.pw_gid))
    return users


def ask(url: str, *statements: str) -> Any:
    """Runs statements on a connection of their own, in a thread: a test may have an event loop already."""
    answer: list[Any] = []

    async def go() -> None:
        connection = await asyncpg.connect(url)
        try:
            answer.extend([await connection.fetchval(statement) for statement in statements])
        finally:
            await connection.close()

    thread = threading.Thread(target=lambda: asyncio.run(go()))
    thread.start()
    thread.join()
    return answer[-1]


@pytest.mark.parametrize("user", possible_users(), ids=lambda user: user.mode)
def test_a_restart_keeps_the_data(tmp_path: Path, user: ServerUser) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres", user=user)
    ask(server.start(), "CREATE TABLE kept AS SELECT 'ærø' AS name")
    first = server.pid
    server.stop()
    assert first is not None
    assert still_alive_after_waiting([first], seconds=0) == set()
    try:
        assert ask(server.start(), "SELECT name FROM kept") == "ærø"
    finally:
        server.stop()
        server.remove()


def test_is_closed_to_other_users_and_machines_and_checks_its_pages(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "postgres") as server:
        assert ask(server.admin_url, "SHOW listen_addresses") == "127.0.0.1"
        assert ask(server.admin_url, "SHOW unix_socket_directories") == ""
        assert ask(server.admin_url, "SHOW data_checksums") == "on"
        assert ask(server.admin_url, "SHOW fsync") == "on"
        assert ask(server.admin_url, "SELECT bool_and(auth_method = 'scram-sha-256') FROM pg_hba_file_rules")
        assert stat.S_IMODE((server.folder / "admin_password").stat().st_mode) == 0o600
        assert stat.S_IMODE(server.data.stat().st_mode) == 0o700


def test_the_log_holds_no_value_of_a_failed_statement(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "postgres", durable=False) as server:
        ask(
            server.admin_url, "CREATE TABLE people (name text PRIMARY KEY)", "INSERT INTO people VALUES ('kanariefugl')"
        )
        asked = threading.Event()

        async def fail() -> None:
            connection = await asyncpg.connect(server.admin_url)
            with pytest.raises(asyncpg.UniqueViolationError):
                await connection.execute("INSERT INTO people VALUES ($1)", "kanariefugl")
            with pytest.raises(asyncpg.InvalidTextRepresentationError):
                await connection.execute("SELECT 'kanariefugl'::int")
            await connection.close()
            asked.set()

        thread = threading.Thread(target=lambda: asyncio.run(fail()))
        thread.start()
        thread.join()
        assert asked.is_set()
    log = server.log.read_text()
    assert "ready to accept connections" in log
    assert "kanariefugl" not in log


def test_recovers_what_was_committed_after_kill_9_of_the_server(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres")
    ask(server.start(), "CREATE TABLE kept AS SELECT 1 AS one")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    assert (server.data / "postmaster.pid").exists()
    server.stop()
    with server:
        assert ask(server.admin_url, "SELECT one FROM kept") == 1


def test_forgets_a_pid_file_whose_number_is_now_another_process(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres", durable=False)
    server.start()
    pid_file = server.data / "postmaster.pid"
    content = pid_file.read_text().splitlines()
    server.stop()
    pid_file.write_text("\n".join([str(os.getppid()), *content[1:]]) + "\n")
    with server:
        assert server.is_running


def test_a_port_taken_in_the_last_moment_is_exchanged_for_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = taken.getsockname()[1]
        offered = iter([busy, free_port()])
        monkeypatch.setattr(postgres, "free_port", lambda: next(offered))
        with EmbeddedPostgres(tmp_path / "postgres", durable=False) as server:
            assert server.port != busy
            assert ask(server.admin_url, "SHOW port") == str(server.port)


def test_a_second_launcher_on_the_same_folder_is_told_who_has_it(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "postgres", durable=False):
        with pytest.raises(PostgresError, match="another process runs PostgreSQL on"):
            EmbeddedPostgres(tmp_path / "postgres").start()
        with pytest.raises(PostgresError, match="another process runs PostgreSQL on"):
            EmbeddedPostgres(tmp_path / "postgres").remove()


def test_data_of_another_user_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres", durable=False)
    server.start()
    server.stop()
    stranger = ServerUser("same", 54_321, 54_321)
    with pytest.raises(PostgresError, match=r"belongs to user id \d+, .* make clean-state"):
        EmbeddedPostgres(tmp_path / "postgres", user=stranger).start()


def test_data_of_another_release_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres", durable=False)
    server.start()
    server.stop()
    (server.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresError, match=r"was made by PostgreSQL 9 .* make clean-state"):
        server.start()


def test_data_without_its_password_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres", durable=False)
    server.start()
    server.stop()
    (server.folder / "admin_password").unlink()
    with pytest.raises(PostgresError, match="admin_password is missing"):
        server.start()


def test_a_server_that_cannot_start_is_an_error_with_the_end_of_its_log(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres", durable=False)
    server.start()
    server.stop()
    (server.data / "pg_hba.conf").write_text("nonsense\n")
    with pytest.raises(PostgresError, match=r"did not start(.|\n)*pg_hba.conf"):
        server.start()


def test_is_refused_outside_the_main_thread(tmp_path: Path) -> None:
    caught: list[BaseException] = []

    def start() -> None:
        try:
            EmbeddedPostgres(tmp_path / "postgres").start()
        except RuntimeError as problem:
            caught.append(problem)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert "main thread" in str(caught[0])
