"""What every answer carries: security headers, caching rules, compression, the request's number."""

from __future__ import annotations

import gzip
import hashlib
import re
from urllib.parse import urlsplit

import brotli
from flask import Flask, Response, g, request

from auth.guard import INDEX, PUBLIC, STATIC
from auth.statics import FOR_EVER
from integrations.logs import request_id

CSP = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "object-src 'self'",
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_FINGERPRINT = re.compile(r"\.v[\w-]+m[0-9a-f]+\.")
_TEXTS = re.compile(r"text/|json|javascript|svg")
_WORTH_IT = 600  # bytes
_SMALL = 40_000  # bytes that are quickly packed well
_packed: dict[tuple[bytes, str], bytes] = {}  # fixed files by digest: any number of addresses leads to each


def install(server: Flask, base_url: str) -> None:
    """Finish every answer of this server."""
    secure = urlsplit(base_url).scheme == "https"

    @server.after_request
    def finish(answer: Response) -> Response:
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        if secure:
            answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        answer.headers["X-Request-Id"] = request_id()
        if request.endpoint in INDEX and answer.status_code == 200:
            answer.status_code = g.get("page_status", 200)
        _cache(answer)
        return _compress(answer)


def _cache(answer: Response) -> None:
    """Fingerprinted files for ever, everything else never: it may be somebody's."""
    if request.endpoint in STATIC and answer.status_code in (200, 304):
        if request.args or _FINGERPRINT.search(request.path):
            answer.headers["Cache-Control"] = FOR_EVER
    elif request.endpoint not in PUBLIC or "Cache-Control" not in answer.headers:
        answer.headers["Cache-Control"] = "no-store"
        answer.vary.add("Cookie")


def _compress(answer: Response) -> Response:
    fixed = request.endpoint in STATIC
    if answer.status_code != 200 or answer.headers.get("Content-Encoding") or not _TEXTS.search(answer.mimetype or ""):
        return answer
    if answer.is_streamed and not fixed:
        return answer  # exports stay streams
    accepted = request.headers.get("Accept-Encoding", "")
    encoding = "br" if "br" in accepted else "gzip" if "gzip" in accepted else None
    answer.vary.add("Accept-Encoding")
    if encoding is None or request.method == "HEAD":
        return answer
    answer.direct_passthrough = False
    source = answer.response
    raw = answer.get_data()
    if (shut := getattr(source, "close", None)) is not None:
        shut()  # a file, which is read now
    if len(raw) < _WORTH_IT:
        return answer
    key = (hashlib.sha256(raw).digest(), encoding) if fixed else None
    packed = _packed.get(key) if key else None
    if packed is None:
        packed = _pack(raw, encoding, 9 if fixed else 5 if len(raw) < _SMALL else 4)
        if key:
            _packed[key] = packed
    answer.set_data(packed)
    answer.headers["Content-Encoding"] = encoding
    answer.headers.pop("ETag", None)
    return answer


def _pack(raw: bytes, encoding: str, quality: int) -> bytes:
    packed: bytes = brotli.compress(raw, quality=quality) if encoding == "br" else gzip.compress(raw, quality)
    return packed
