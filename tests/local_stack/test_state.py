"""Keys and passwords: made once, closed to others, gone with clean-state."""

import stat
from pathlib import Path

import pytest

from local_stack.postgres import EmbeddedPostgres, PostgresError
from local_stack.state import StateFolder, remove_state
from rettematch.sealing import load_master_keys


def test_secrets_are_the_same_in_the_next_run_and_differ_from_each_other(tmp_path: Path) -> None:
    first = StateFolder(tmp_path / "state")
    made = [first.role_password("a"), first.role_password("b"), first.client_secret("a"), first.issuer_key().kid]
    again = StateFolder(tmp_path / "state")
    assert made == [
        again.role_password("a"),
        again.role_password("b"),
        again.client_secret("a"),
        again.issuer_key().kid,
    ]
    assert len(set(made)) == len(made)


def test_key_files_are_what_the_services_read(tmp_path: Path) -> None:
    state = StateFolder(tmp_path / "state")
    case_api, notifier = (load_master_keys(state.key_file(service)) for service in ("case_api", "notifier"))
    assert case_api != notifier
    assert load_master_keys(state.key_file("case_api")) == case_api


def test_nobody_else_can_read_any_of_it(tmp_path: Path) -> None:
    state = StateFolder(tmp_path / "state")
    state.role_password("a")
    state.issuer_key()
    state.key_file("case_api")
    assert stat.S_IMODE(state.path.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in state.path.iterdir()}
    assert modes == dict.fromkeys(["secrets.json", "issuer-key.json", "issuer-jwks.json", "case-api-keys.json"], 0o600)


def test_clean_state_deletes_everything_but_not_under_a_running_server(tmp_path: Path) -> None:
    state = StateFolder(tmp_path / "state")
    state.issuer_key()
    with EmbeddedPostgres(state.postgres, durable=False):
        with pytest.raises(PostgresError, match="another process runs PostgreSQL"):
            remove_state(state.path, EmbeddedPostgres(state.postgres))
        assert (state.path / "issuer-key.json").exists()
    remove_state(state.path, EmbeddedPostgres(state.postgres))
    assert not state.path.exists()
