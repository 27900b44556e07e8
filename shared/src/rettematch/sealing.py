"""Encryption of single fields: AES-256-GCM with a key per subject, wrapped by a key-encryption key.

A sealed value is bound to the place where it stands (municipality, table, row, column): copied to another row or column
it does not open. Destroying the wrapped key of a subject makes all its sealed values unreadable.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """The keys that never enter the database: `wrapping` for data keys, `indexing` for blind indexes."""

    wrapping: bytes
    indexing: bytes

    def __repr__(self) -> str:
        return "MasterKeys(...)"


def load_master_keys(path: Path) -> MasterKeys:
    """Reads the key file: JSON with two base64 keys of 32 bytes, readable by its owner only.

    Raises:
        PermissionError: others may read the file.
        ValueError: a key has another length.
    """
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise PermissionError("the key file must be readable by its owner only (chmod 600)")
    stored = json.loads(path.read_text(encoding="utf-8"))
    keys = MasterKeys(base64.b64decode(stored["wrapping"]), base64.b64decode(stored["indexing"]))
    if len(keys.wrapping) != _KEY_BYTES or len(keys.indexing) != _KEY_BYTES:
        raise ValueError("the keys in the key file must be 32 bytes each")
    return keys


def create_master_keys(path: Path) -> None:
    """Writes a new key file with mode 0600; never overwrites one."""
    content = {name: base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode() for name in ("wrapping", "indexing")}
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file)


def new_wrapped_key(keys: MasterKeys, owner: str) -> bytes:
    """A fresh data key, wrapped for `owner` (for instance `0706:citizen:<id>`)."""
    return seal(keys.wrapping, secrets.token_bytes(_KEY_BYTES), owner)


def unwrap_key(keys: MasterKeys, wrapped: bytes, owner: str) -> bytes:
    """The data key of an owner.

    Raises:
        cryptography.exceptions.InvalidTag: wrapped for somebody else, or damaged.
    """
    return unseal(keys.wrapping, wrapped, owner)


def seal(key: bytes, plain: bytes, bound_to: str) -> bytes:
    """Encrypts `plain` so that it opens only with the same key and the same `bound_to`."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def unseal(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """The inverse of `seal`.

    Raises:
        cryptography.exceptions.InvalidTag: another key, another place, or damaged.
    """
    return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to.encode())


def blind_index(keys: MasterKeys, municipality_code: str, value: str) -> bytes:
    """A keyed hash by which an exact value can be found, different in each municipality (32 bytes)."""
    tenant_key = hmac.digest(keys.indexing, b"municipality:" + municipality_code.encode(), hashlib.sha256)
    return hmac.digest(tenant_key, value.encode(), hashlib.sha256)
