"""Receiving files: limits hold while they are read, and they wait in temporary files until somebody looks at them.

A route says what it takes (`route(..., receives=Receiving())`); the gate lets a body in only when it knows whose it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from flask import Request, Response, jsonify, redirect, request
from werkzeug.exceptions import RequestEntityTooLarge

from auth.errors import wants_json
from data.viewer import Unavailable
from integrations.files import CleanFile, FileLimits, FileRefused, check_size, clean_file, safe_name

_IN_MEMORY = 256_000  # bytes of one file; what is more goes to the disk
_EMPTY_PLACES = 2  # a form has a place for files and one for the camera, each sent even when it is empty
FILE_FIELD = "file"


@dataclass(frozen=True, slots=True)
class Receiving:
    """What a route takes: bytes of a file, files and bytes of one request; other fields and bytes of each."""

    file_bytes: int = FileLimits().file_bytes
    files: int = 20
    request_bytes: int = 120_000_000
    fields: int = 40
    field_bytes: int = 200_000

    def begin(self) -> None:
        """Let the body of this request in, as far as these limits go."""
        asked = cast(PortalRequest, request)
        asked.receiving = self
        asked.max_content_length = self.request_bytes
        asked.max_form_memory_size = self.field_bytes
        asked.max_form_parts = self.files + self.fields


_NONE = Receiving(file_bytes=0, files=0)  # what other routes are sent is not kept


class PortalRequest(Request):
    """A request whose files never grow beyond what its route takes."""

    receiving: Receiving | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: list[_Bounded] = []

    def close(self) -> None:
        """Forget the files, however the request ended."""
        super().close()
        for one in self._kept:
            one.close()

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        receiving = self.receiving or _NONE
        if len(self._kept) >= receiving.files + _EMPTY_PLACES:
            raise RequestEntityTooLarge
        self._kept.append(_Bounded(receiving.file_bytes))
        return cast("IO[bytes]", self._kept[-1])


class _Bounded:
    """A temporary file that keeps no more than it may: one byte too many, and nothing of it is kept."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  (closed with the request)

    def write(self, piece: bytes) -> int:
        self.size += len(piece)
        try:
            if self.size <= self.most:
                return self._file.write(piece)
            if self.size - len(piece) <= self.most:
                self._file.seek(0)
                self._file.truncate()
        except OSError as error:  # no room on the disk
            raise Unavailable from error
        return len(piece)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as it came in: a safe name, its size as sent, and where it waits."""

    name: str
    size: int
    stream: IO[bytes]
    most: int

    def content(self) -> bytes:
        """All of it, unchecked but for its size. Raises FileRefused when it is empty or too large."""
        check_size(self.size, self.most)
        self.stream.seek(0)
        return self.stream.read()

    def clean(self, limits: FileLimits | None = None) -> CleanFile:
        """Recognised by content and name, and made safe to keep and show. Raises FileRefused with the reason."""
        return clean_file(self.content(), self.name, limits)


def uploads(field: str = FILE_FIELD) -> list[Upload]:
    """The files of this request in the order they were sent; places where none was chosen are left out."""
    found = []
    if cast(PortalRequest, request).receiving is None:
        raise RuntimeError("this route was registered without receives=")
    for one in request.files.getlist(field):
        if not one.filename:
            continue
        kept = cast(_Bounded, one.stream)
        found.append(Upload(safe_name(one.filename), kept.size, one.stream, kept.most))
    return found


def taken(to: str) -> Response:
    """The answer when all went well: where to go next, for a browser or for the script of the upload box."""
    if not wants_json():
        return cast(Response, redirect(to, 303))
    answer = jsonify(to=to)
    answer.status_code = 201
    answer.headers["Location"] = to
    return answer


def refused(reason: FileRefused | str, fields: Mapping[str, str] | None = None) -> Response:
    """The answer to the script of the upload box when a file or a field will not do: why, and which fields."""
    answer = jsonify(error=reason if isinstance(reason, str) else reason.message, fields=dict(fields or {}))
    answer.status_code = 422
    return answer
