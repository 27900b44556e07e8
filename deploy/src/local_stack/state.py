"""What the stack keeps between runs in its state folder, which git ignores: keys, passwords and the database.

    .state/secrets.json          passwords of the database roles, secrets of the OAuth clients
    .state/issuer-key.json       private key of the development issuer
    .state/issuer-jwks.json      its public half, to which the services are pinned
    .state/case-api-keys.json    keys for sealing personal fields
    .state/notifier-keys.json    keys for sealing webhook secrets
    .state/postgres/             the embedded server

The folder is closed to other users, and so is every file in it.
"""

import json
import os
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from joserfc.jwk import ECKey

from local_stack.databases import ServiceName
from local_stack.postgres import EmbeddedPostgres, PostgresError
from rettematch.sealing import create_master_keys

KEY_HOLDERS: Final[tuple[ServiceName, ...]] = ("case_api", "notifier")
SECRET_BYTES: Final = 32


class StateFolder:
    """Makes each secret when it is first asked for, and answers the same one ever after."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def jwks_file(self) -> Path:
        return self.path / "issuer-jwks.json"

    def role_password(self, role: str) -> str:
        """The password of a database role, by the role's name."""
        return self._secret("roles", role)

    def client_secret(self, client_id: str) -> str:
        """The secret of an OAuth client."""
        return self._secret("clients", client_id)

    def key_file(self, service: ServiceName) -> Path:
        """The file with a service's sealing keys."""
        path = self.path / f"{service.replace('_', '-')}-keys.json"
        if not path.exists():
            create_master_keys(path)
        return path

    def issuer_key(self) -> ECKey:
        """The development issuer's private key (ES256); writes `jwks_file` as well."""
        path = self.path / "issuer-key.json"
        if path.exists():
            key = ECKey.import_key(json.loads(path.read_text(encoding="utf-8")))
        else:
            key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"})
            key.ensure_kid()
            self._write(path, dict(key.as_dict(private=True)))
        public = {"keys": [dict(key.as_dict(private=False))]}
        if not self.jwks_file.exists() or json.loads(self.jwks_file.read_text(encoding="utf-8")) != public:
            self._write(self.jwks_file, public)
        return key

    def _secret(self, kind: str, name: str) -> str:
        path = self.path / "secrets.json"
        kept: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        if name not in kept.setdefault(kind, {}):
            kept[kind][name] = secrets.token_urlsafe(SECRET_BYTES)
            self._write(path, kept)
        return kept[kind][name]

    def _write(self, path: Path, content: dict[str, Any]) -> None:
        """Whole or not at all, mode 0600."""
        descriptor, side = tempfile.mkstemp(dir=self.path, prefix=path.name)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2)
        Path(side).replace(path)


def remove_state(path: Path, server: EmbeddedPostgres) -> None:
    """Deletes the state folder and the embedded server's data, wherever that lies.

    Raises:
        PostgresError: a stack is using it, or it belongs to another user.
    """
    server.remove()
    shutil.rmtree(path, ignore_errors=True)
    if path.exists():
        raise PostgresError(f"{path} could not be deleted whole: it belongs to another user")
