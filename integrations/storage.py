"""Where files are kept: a local folder or S3, by one address; named by content, staged first and published later."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import from_url

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_CHUNK = 256 * 1024


class StorageUnavailable(Exception):
    """The store cannot be reached or written at the moment."""


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file that is in the store but not yet anybody's: `staged` is where it is, `key` where it will be."""

    staged: str
    key: str
    sha256: str
    size: int


class Storage:
    """A file store. Keys are made from content, so the same bytes are kept once and a key never changes its meaning."""

    def __init__(self, store: Any, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder  # of a local one

    def stage(self, content: bytes) -> StagedFile:
        """Write a file aside. Raises StorageUnavailable."""
        sha256 = hashlib.sha256(content).hexdigest()
        place = StagedFile(f"staged/{secrets.token_hex(16)}", key_of(sha256), sha256, len(content))
        self._put(place.staged, content)
        return place

    def publish(self, file: StagedFile) -> str:
        """Move a staged file to its final key, which is returned. Twice, or for bytes kept before, is fine."""
        if self.exists(file.key):
            self.discard(file)
        else:
            self._guarded(obstore.rename, file.staged, file.key)
        return file.key

    def discard(self, file: StagedFile) -> None:
        """Forget a staged file."""
        self.delete(file.staged)

    def get(self, key: str) -> bytes:
        """All bytes of a file. Raises FileNotFoundError, StorageUnavailable."""
        return bytes(self._guarded(obstore.get, key).bytes())

    def stream(self, key: str) -> Iterator[bytes]:
        """The file in pieces. Raises FileNotFoundError, StorageUnavailable, at once rather than at the first piece."""
        found = self._guarded(obstore.get, key)
        return (bytes(piece) for piece in found.stream(min_chunk_size=_CHUNK))

    def keep(self, key: str, file: IO[bytes]) -> None:
        """Write a large file under a key of its own, in parts; it is there as a whole or not at all.

        Raises StorageUnavailable.
        """
        self._put(key, file)

    def keys(self, prefix: str, older: timedelta) -> Iterator[str]:
        """Keys that begin with the prefix, a folder's name, of files written longer ago. Raises StorageUnavailable."""
        before = datetime.now(UTC) - older
        try:
            for batch in obstore.list(self._store, prefix):
                yield from (str(one["path"]) for one in batch if one["last_modified"] < before)
        except (BaseError, OSError) as error:
            raise StorageUnavailable(str(error)) from error

    def clear_halves(self, prefix: str, older: timedelta) -> int:
        """Remove what a process that was killed while writing left in a local folder; how many files.

        Other stores never show such parts, and forget them by a rule of their own.
        """
        if self._folder is None:
            return 0
        before = (datetime.now(UTC) - older).timestamp()
        halves = [one for one in self._folder.glob(f"{prefix}/*#*") if one.stat().st_mtime < before]
        for half in halves:
            half.unlink(missing_ok=True)
        return len(halves)

    def size(self, key: str) -> int:
        """Bytes of a file. Raises FileNotFoundError, StorageUnavailable."""
        return int(self._guarded(obstore.head, key)["size"])

    def exists(self, key: str) -> bool:
        """Whether a file is there. Raises StorageUnavailable."""
        try:
            self._guarded(obstore.head, key)
        except FileNotFoundError:
            return False
        return True

    def delete(self, key: str) -> None:
        """Remove a file; none there is fine. Raises StorageUnavailable."""
        try:
            self._guarded(obstore.delete, key)
        except FileNotFoundError:
            return

    def check(self) -> None:
        """Write and remove a small file. Raises StorageUnavailable."""
        probe = f"staged/probe-{secrets.token_hex(8)}"
        self._put(probe, b"ready")
        self.delete(probe)

    def _put(self, key: str, content: bytes | IO[bytes]) -> None:
        put = obstore.put if isinstance(content, bytes) else partial(obstore.put, max_concurrency=2)  # 5 MB each
        try:
            self._guarded(put, key, content)
        except FileNotFoundError:
            raise StorageUnavailable("there is no such bucket or folder") from None

    def _guarded(self, act: Any, *args: Any) -> Any:
        try:
            return act(self._store, *args)
        except (FileNotFoundError, NotFoundError):
            raise FileNotFoundError(args[0]) from None
        except (BaseError, OSError) as error:
            raise StorageUnavailable(str(error)) from error


def open_storage(url: str) -> Storage:
    """A store from its address: `file:///var/lib/atrio/files` (made if absent) or `s3://bucket/prefix`.

    S3 credentials, region and endpoint come from the usual AWS variables. Raises ValueError for other addresses.
    """
    if url.startswith("file://"):
        return Storage(from_url(url, mkdir=True), Path(unquote(urlsplit(url).path)))
    if url.startswith("s3://"):
        return Storage(from_url(url))
    raise ValueError("storage addresses begin with file:// or s3://")


def key_of(sha256: str) -> str:
    """The key under which bytes with this SHA-256 are kept."""
    if not _SHA256.match(sha256):
        raise ValueError("not a SHA-256 in hexadecimal")
    return f"files/{sha256[:2]}/{sha256}"
