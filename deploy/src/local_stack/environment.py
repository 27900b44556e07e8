"""The environment of each child: its own settings and secrets, and nobody else's."""

import os
import re
from collections.abc import Mapping
from typing import Final

from local_stack.databases import SERVICES, ServiceDatabase, ServiceName
from local_stack.settings import StackSettings
from local_stack.state import StateFolder
from local_stack.tokens import OPERATOR_SUBJECT

# What the person who runs the stack has set for the stack itself: administrators' passwords go no further.
# Nor does the word that Python must not keep what it has compiled: each start would compile 2,000 files anew.
OURS: Final = re.compile(
    r"^(DATABASE_URL|TEST_DATABASE_URL|(CASE_API|MATCHER|NOTIFIER)_(OWNER_)?DATABASE_URL|PG\w+|PYTHONDONTWRITEBYTECODE)$"
)
THIS_MACHINE: Final = "127.0.0.1,localhost,::1"


def inherited(surroundings: Mapping[str, str] | None = None) -> dict[str, str]:
    """What every child may have of our own environment; no child asks a proxy for this machine."""
    given = os.environ if surroundings is None else surroundings
    kept = {name: value for name, value in given.items() if not OURS.match(name)}
    for name in ("NO_PROXY", "no_proxy"):
        kept[name] = f"{kept[name]},{THIS_MACHINE}" if kept.get(name) else THIS_MACHINE
    return {**kept, "PYTHONUNBUFFERED": "1"}


def service_environments(
    settings: StackSettings, state: StateFolder, databases: Mapping[ServiceName, ServiceDatabase]
) -> dict[ServiceName, dict[str, str]]:
    """What each service is told. Nothing in it lets a service into another's database."""
    state.issuer_key()  # writes the JWKS file
    for_all = {
        "RETTEMATCH_LOG_ROUTINE_REQUESTS": "false",  # thousands while the demonstration is loaded
        **inherited(),
        "OIDC_ISSUER": settings.issuer_url,
        "OIDC_JWKS": str(state.jwks_file),
        "OIDC_TOKEN_URL": f"{settings.issuer_url}/token",
        "RETTEMATCH_SYNTHETIC_IDENTIFIERS": "true",
    }
    own: dict[ServiceName, dict[str, str]] = {
        "case_api": {
            "CASE_API_KEY_FILE": str(state.key_file("case_api")),
            "CASE_API_OPERATOR_SUBJECTS": OPERATOR_SUBJECT,
        },
        "matcher": {
            "MATCHER_CASE_API_URL": settings.url("case_api"),
            "MATCHER_CLIENT_SECRET": state.client_secret("matcher"),
        },
        "notifier": {
            "NOTIFIER_CASE_API_URL": settings.url("case_api"),
            "NOTIFIER_CLIENT_SECRET": state.client_secret("notifier"),
            "NOTIFIER_KEY_FILE": str(state.key_file("notifier")),
            "NOTIFIER_ALLOW_LOCAL_ENDPOINTS": "true",
            "NOTIFIER_LINK_BASE_URL": f"{settings.url('case_api')}/v1",
            "NOTIFIER_GRACE_SECONDS": "8",  # less than the process manager's patience
        },
    }
    environments: dict[ServiceName, dict[str, str]] = {}
    for service in SERVICES:
        name = service.upper()
        environments[service] = {
            **for_all,
            f"{name}_DATABASE_URL": databases[service].app_url,
            f"{name}_OWNER_DATABASE_URL": databases[service].owner_url,
            f"{name}_HOST": settings.host(service),
            f"{name}_PORT": str(settings.port(service)),
            **own[service],
        }
    return environments


def without_owner(environment: Mapping[str, str]) -> dict[str, str]:
    """For a service at work: only its migrations need the owner of its tables."""
    return {name: value for name, value in environment.items() if not name.endswith("_OWNER_DATABASE_URL")}


def issuer_environment(settings: StackSettings, state: StateFolder) -> dict[str, str]:
    """What the development issuer is told, once it is settled that it may run."""
    return {
        **inherited(),
        "ISSUER_PORT": str(settings.issuer_port),
        "RETTEMATCH_STATE": str(state.path),
        "RETTEMATCH_DEVELOPMENT_ISSUER": "true",
    }
