"""Keys that live outside the database: sealing personal values, sealing chain heads, signing checkpoints."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
SEALED_PREFIX = "sealed:"


class KeyUnusable(Exception):
    """The key file is missing, too short, or not the one that the data was sealed with."""


class Secrets:
    """Keys derived from one master key of 32 bytes."""

    def __init__(self, master: bytes):
        if len(master) != KEY_BYTES:
            raise KeyUnusable("密钥文件应为 64 个十六进制字符（32 字节）；请恢复原来的密钥文件。")
        self._wrapping = _derive(master, b"anqi person keys")
        self._heads = _derive(master, b"anqi chain heads")
        self._index = _derive(master, b"anqi blind index")
        self._tokens = _derive(master, b"anqi tokens")

    def new_person_key(self) -> tuple[bytes, bytes]:
        """A fresh key for one person: (the key, the key wrapped for storage)."""
        key = AESGCM.generate_key(bit_length=256)
        return key, _seal(self._wrapping, key)

    def unwrap(self, wrapped: bytes) -> bytes:
        return _open(self._wrapping, wrapped)

    def blind_index(self, value: str) -> str:
        """A keyed one-way index (hex) for exact search of a normalised phone or id number."""
        return hmac.new(self._index, value.encode(), hashlib.sha256).hexdigest() if value else ""

    def head_seal(self, chain: str, size: int, head: str) -> str:
        """The seal on a chain's head; without the key nobody can shorten the chain and cover it up."""
        return hmac.new(self._heads, f"{chain}\n{size}\n{head}".encode(), hashlib.sha256).hexdigest()

    def token_mac(self, value: str) -> str:
        return hmac.new(self._tokens, value.encode(), hashlib.sha256).hexdigest()


def load_secrets(path: Path) -> Secrets:
    """The keys of ``path``; a new random key file (mode 0600) where there is none yet."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return load_secrets(path)
        with os.fdopen(handle, "w") as file:
            file.write(os.urandom(KEY_BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
    try:
        return Secrets(bytes.fromhex(path.read_text().strip()))
    except (ValueError, OSError) as problem:
        raise KeyUnusable(f"读不出密钥文件 {path.name}：应为 64 个十六进制字符；请恢复原来的文件。") from problem


def seal_values(key: bytes, values: Any) -> bytes:
    """``values`` as JSON, encrypted under one person's key (AES-256-GCM, random nonce first)."""
    return _seal(key, json.dumps(values, ensure_ascii=False, sort_keys=True).encode())


def open_values(key: bytes, sealed: bytes) -> Any:
    return json.loads(_open(key, sealed))


def seal_text(key: bytes, value: str) -> str:
    """A personal value as it stands in an audit entry: readable again only with the person's key."""
    return SEALED_PREFIX + base64.b64encode(_seal(key, value.encode())).decode()


def open_text(key: bytes, sealed: str) -> str:
    return _open(key, base64.b64decode(sealed.removeprefix(SEALED_PREFIX))).decode()


def _derive(master: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(master)


def _seal(key: bytes, plain: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, None)


def _open(key: bytes, sealed: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
    except InvalidTag as problem:
        raise KeyUnusable("密钥与数据不符：请恢复建立这些数据时的密钥文件。") from problem
