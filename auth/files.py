"""Sending a file: inline only what cannot act, everything else to be saved; ranges, and names no header trips over."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import quote

from flask import Response, request

INLINE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'self'; frame-ancestors 'self'"
)
SAVED_POLICY = "default-src 'none'; sandbox"


def disposition(kind: str, name: str) -> str:
    """A Content-Disposition of RFC 6266: `kind` is inline or attachment; `name` has been made safe before."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(sign if sign.isalnum() or sign in " -_.()" else "_" for sign in folded).strip() or "file"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def send_pieces(
    pieces: Callable[[], Iterator[bytes]], size: int, media_type: str, name: str, *, inline: bool, tag: str
) -> Response:
    """The file, or the one range of it that was asked for; `tag` changes when its bytes do.

    `pieces` is called only when bytes are wanted.
    """
    start, stop, status = _part(size, tag)
    if status == 416:
        answer = Response(status=416)
        answer.headers["Content-Range"] = f"bytes */{size}"
        return answer
    body = () if request.method == "HEAD" else _cut(pieces(), start, stop)
    answer = Response(body, status, mimetype=media_type, direct_passthrough=True)
    answer.headers["Content-Length"] = str(stop - start)
    if status == 206:
        answer.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    answer.headers["Accept-Ranges"] = "bytes"
    answer.set_etag(tag)
    answer.headers["Content-Disposition"] = disposition("inline" if inline else "attachment", name)
    # a PDF in a sandbox would not be shown at all: browsers' viewers need their own script; pictures need nothing
    policy = f"{INLINE_POLICY}; sandbox" if media_type.startswith("image/") else INLINE_POLICY
    answer.headers["Content-Security-Policy"] = policy if inline else SAVED_POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN" if inline else "DENY"
    return answer


def reads_on(answer: Response) -> bool:
    """Whether a later part of the file was sent: viewers ask for the rest of it in further requests."""
    return answer.status_code == 206 and not answer.headers["Content-Range"].startswith("bytes 0-")


def _part(size: int, tag: str) -> tuple[int, int, int]:
    """First byte, byte after the last, and status. Several ranges at once get the whole file, as RFC 9110 allows."""
    wanted = request.range
    unchanged = request.if_range.date is None and (request.if_range.etag in (None, tag))
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1 or not unchanged:
        return 0, size, 200
    found = wanted.range_for_length(size)
    return (*found, 206) if found else (0, 0, 416)


def _cut(pieces: Iterator[bytes], start: int, stop: int) -> Iterator[bytes]:
    at = 0
    for piece in pieces:
        if at >= stop:
            return
        if at + len(piece) > start:
            yield piece[max(0, start - at) : stop - at]
        at += len(piece)
