"""The file store over S3: the same promises as on the disk, against a server that speaks S3."""

import io
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import timedelta

import pytest

from integrations.storage import Storage, StorageUnavailable, open_storage

ALL = timedelta(seconds=-60)


@pytest.fixture(scope="module")
def store() -> Iterator[Storage]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    endpoint = f"http://127.0.0.1:{port}"
    settings = {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "eu-west-1",
                "AWS_ENDPOINT": endpoint, "AWS_ALLOW_HTTP": "true"}  # fmt: skip
    before = {name: os.environ.get(name) for name in settings}
    try:
        for _turn in range(200):
            try:
                urllib.request.urlopen(endpoint, timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        made = urllib.request.Request(f"{endpoint}/bucket", method="PUT",  # noqa: S310  (this machine)
                                      data=b"<CreateBucketConfiguration><LocationConstraint>eu-west-1"
                                           b"</LocationConstraint></CreateBucketConfiguration>")  # fmt: skip
        urllib.request.urlopen(made, timeout=10).close()  # noqa: S310
        os.environ.update(settings)
        yield open_storage("s3://bucket/prefix")
    finally:
        server.kill()
        server.wait()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def test_a_file_is_staged_published_read_and_removed(store: Storage) -> None:
    store.check()
    staged = store.stage(b"words")
    key = store.publish(staged)
    assert (store.get(key), store.size(key), store.exists(staged.staged)) == (b"words", 5, False)
    assert store.publish(store.stage(b"words")) == key
    assert list(store.keys("staged", ALL)) == []
    store.delete(key)
    store.delete(key)
    assert not store.exists(key)
    with pytest.raises(FileNotFoundError):
        store.get(key)


def test_a_large_file_is_written_in_parts_and_read_in_pieces(store: Storage) -> None:
    content = os.urandom(1_000_000) * 12
    store.keep("uploads/large", io.BytesIO(content))
    pieces = list(store.stream("uploads/large"))
    assert b"".join(pieces) == content
    assert max(len(piece) for piece in pieces) < len(content)
    assert list(store.keys("uploads", ALL)) == ["uploads/large"]
    assert list(store.keys("uploads", timedelta(hours=1))) == []
    store.delete("uploads/large")


def test_a_store_that_is_away_says_so(store: Storage) -> None:
    with pytest.raises(StorageUnavailable):
        open_storage("s3://no-such-bucket").stage(b"words")
