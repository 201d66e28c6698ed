"""Packing documents into a ZIP with their index, for a page that sends it at once and for the worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from typing import IO

from components.papers.archive import INDEX, index_headings, index_rows, paths_of
from data.records.downloads import PackedDocument
from integrations.archives import Archive, Member
from integrations.storage import Storage
from integrations.table_files import write_csv


def pack(
    file: IO[bytes],
    documents: Sequence[PackedDocument],
    storage: Storage,
    *,
    left_out: int = 0,
    progress: Callable[[int], bool] = lambda packed: True,
) -> bool:
    """Write the archive in the current language; False when `progress`, told how many are inside, wants no more.

    `left_out` counts what was asked for and is not among the documents. Raises StorageUnavailable.
    """
    archive, paths, missing = Archive(file), paths_of(documents), set()
    for packed, (one, path) in enumerate(zip(documents, paths, strict=True), start=1):
        pieces = partial(storage.stream, one.storage_key)
        try:
            archive.add(Member(path, one.issued_on, one.media_type, one.size, pieces))
        except FileNotFoundError:
            missing.add(path)
        if not progress(packed):
            return False
    index = BytesIO()
    write_csv(index, index_headings(), index_rows(documents, paths, frozenset(missing), left_out))
    content = index.getvalue()
    archive.add(Member(INDEX, None, "text/csv", len(content), lambda: iter((content,))))
    archive.close()
    return True
