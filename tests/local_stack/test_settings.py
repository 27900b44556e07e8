"""Settings: what is said when one cannot be used, and what each child is told."""

import socket
from pathlib import Path
from typing import Any

import pytest

from local_stack.databases import SERVICES, ServiceDatabase, ServiceName
from local_stack.environment import inherited, issuer_environment, service_environments, without_owner
from local_stack.ports import PortError, check_ports
from local_stack.postgres import free_port
from local_stack.settings import SettingsError, StackSettings, read_settings
from local_stack.state import StateFolder

ALL_SIX: dict[str, Any] = {
    f"{service}{part}database_url": f"postgresql://{service}{part}:hidden@db.example/{service}"
    for service in SERVICES
    for part in ("_", "_owner_")
}


def test_brings_its_own_database_unless_one_is_given() -> None:
    assert StackSettings().is_embedded
    assert not StackSettings(database_url="postgresql://admin@db.example/postgres").is_embedded
    assert not StackSettings(**ALL_SIX).is_embedded


def test_databases_given_one_by_one_are_used_as_they_are() -> None:
    given = StackSettings(**ALL_SIX).given_databases()
    assert given["matcher"].app_url == ALL_SIX["matcher_database_url"]
    assert given["matcher"].owner_url == ALL_SIX["matcher_owner_database_url"]


def test_a_missing_one_of_the_six_is_named() -> None:
    five = {name: url for name, url in ALL_SIX.items() if name != "notifier_owner_database_url"}
    with pytest.raises(SettingsError, match=r"missing: NOTIFIER_OWNER_DATABASE_URL$"):
        StackSettings(**five).given_databases()


@pytest.mark.parametrize("url", ["mysql://me:hidden@db/x", "db.example", "postgresql://"])
def test_a_malformed_url_is_named_and_not_repeated(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^DATABASE_URL must be a URL like postgresql://") as caught:
        StackSettings(database_url=url).given_databases()
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("value", ["eight thousand", "0", "70000"])
def test_a_port_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("MATCHER_PORT", value)
    with pytest.raises(SettingsError, match=r"^MATCHER_PORT: "):
        read_settings()


def test_a_service_that_listens_everywhere_is_called_on_this_machine() -> None:
    assert StackSettings(matcher_host="0.0.0.0").url("matcher") == "http://127.0.0.1:8001"
    assert StackSettings(matcher_host="::1", matcher_port=9000).url("matcher") == "http://[::1]:9000"


def test_all_ports_in_use_are_named_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = taken.getsockname()[1]
        with pytest.raises(PortError) as caught:
            check_ports(
                {"A_PORT": ("127.0.0.1", busy), "B_PORT": ("127.0.0.1", free_port()), "C_PORT": ("192.0.2.1", 80)}
            )
    assert str(caught.value).startswith(
        f"port {busy} is in use (choose another with A_PORT=...); port 80 on 192.0.2.1 "
    )
    assert "B_PORT" not in str(caught.value)


def test_two_services_on_one_port_are_named() -> None:
    port = free_port()
    with pytest.raises(PortError, match=f"^B_PORT and A_PORT are both {port}$"):
        check_ports({"A_PORT": ("127.0.0.1", port), "B_PORT": ("127.0.0.1", port)})


def test_each_service_is_told_its_own_secrets_and_no_others(tmp_path: Path) -> None:
    databases: dict[ServiceName, ServiceDatabase] = {
        service: ServiceDatabase(service, f"postgresql://{service}-owner@h/d", f"postgresql://{service}-app@h/d")
        for service in SERVICES
    }
    state = StateFolder(tmp_path / "state")
    told = service_environments(StackSettings(), state, databases)
    for service in SERVICES:
        others = [f"{other}-{role}" for other in SERVICES if other != service for role in ("owner", "app")]
        assert not [other for other in others if other in "".join(told[service].values())]
        assert told[service][f"{service.upper()}_OWNER_DATABASE_URL"] == databases[service].owner_url
        assert not any("OWNER" in name for name in without_owner(told[service]))
    assert "MATCHER_CLIENT_SECRET" not in told["notifier"]
    assert "CASE_API_KEY_FILE" not in told["matcher"]
    assert told["case_api"]["OIDC_JWKS"] == str(state.jwks_file)
    assert Path(told["case_api"]["OIDC_JWKS"]).exists()
    assert told["matcher"]["OIDC_ISSUER"] == StackSettings().issuer_url
    assert not [name for name in issuer_environment(StackSettings(), state) if name.endswith("DATABASE_URL")]


def test_administrators_passwords_go_to_no_child_and_no_proxy_stands_before_this_machine() -> None:
    given = {
        "DATABASE_URL": "x", "MATCHER_OWNER_DATABASE_URL": "x", "CASE_API_DATABASE_URL": "x", "PGPASSWORD": "x",
        "PATH": "/bin", "no_proxy": "intern.example",
    }  # fmt: skip
    assert inherited(given) == {
        "PATH": "/bin",
        "NO_PROXY": "127.0.0.1,localhost,::1",
        "no_proxy": "intern.example,127.0.0.1,localhost,::1",
        "PYTHONUNBUFFERED": "1",
    }
