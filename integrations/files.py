"""Files from outside made safe to keep and show: recognised by content, active parts removed, pictures drawn anew."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from integrations.cleaning import CLEANER
from integrations.language import N_
from integrations.pictures import FORMS
from integrations.refusal import Refused

# extension → media type; a file is taken when its content and its name agree on one of these
ALLOWED = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "txt": "text/plain",
}
_OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_MARKUP = re.compile(rb"<(?:!doctype|html|script|svg|\?xml|iframe|body)", re.IGNORECASE)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_DEVICE_NAMES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


class FileRefused(Refused):
    """A file that will not be kept."""


@dataclass(frozen=True, slots=True)
class FileLimits:
    """How large a kept file may be, in bytes, and a picture, in pixels."""

    file_bytes: int = 25_000_000
    pixels: int = 40_000_000
    unpacked_bytes: int = 100_000_000
    entries: int = 1000
    ratio: int = 100


@dataclass(frozen=True, slots=True)
class CleanFile:
    """What is kept: the cleaned bytes, what they are, and their SHA-256 in hexadecimal."""

    content: bytes
    media_type: str
    sha256: str
    size: int


def clean_file(content: bytes, name: str, limits: FileLimits | None = None) -> CleanFile:
    """Check a file against its name and make it safe. Raises FileRefused with the reason."""
    limits = limits or FileLimits()
    extension = PurePosixPath(name).suffix.lstrip(".").lower()
    media_type = ALLOWED.get(extension)
    if media_type is None:
        raise FileRefused("file_kind", N_("Files of this kind are not taken; PDF and pictures are."))
    check_size(len(content), limits.file_bytes)
    if media_type == "application/pdf" and not content.startswith(b"%PDF-"):
        raise _mismatch()
    if media_type == "application/pdf" or media_type in FORMS:
        content = CLEANER.clean(content, media_type, limits.pixels, FileRefused)
    elif extension in _OFFICE_PARTS:
        _check_office(content, _OFFICE_PARTS[extension], limits)
    else:
        _check_text(content)
    return CleanFile(content, media_type, hashlib.sha256(content).hexdigest(), len(content))


def check_size(size: int, most: int) -> None:
    """Raise FileRefused for a file without content, or with more bytes than it may have."""
    if not size:
        raise FileRefused("file_empty", N_("The file is empty."))
    if size > most:
        raise FileRefused("file_large", N_("The file is larger than %(limit)s MB."), limit=most // 1_000_000)


def safe_name(name: str) -> str:
    """A file name that is safe in headers, archives and on every system; letters of all languages stay, 120 at most."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    bare = _UNSAFE.sub("_", last).strip(" .") or "file"
    stem, dot, extension = bare.rpartition(".")
    if not dot:
        stem, extension = bare, ""
    if _DEVICE_NAMES.fullmatch(bare):
        stem = f"_{stem}"
    return f"{stem[:110]}{dot}{extension[:9]}"


def name_of_words(words: str, ending: str) -> str:
    """A file name made of words of ours, such as a number or a client: a slash in them (F-2026/118) is no folder."""
    flat = words.replace("/", "-").replace("\\", "-")
    return safe_name(f"{flat}.{ending}")


def _mismatch() -> FileRefused:
    return FileRefused("file_mismatch", N_("The file is not what its name says."))


def _check_office(content: bytes, part: str, limits: FileLimits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise _mismatch() from None
    names = {entry.filename for entry in entries}
    if part not in names:
        raise _mismatch()
    if any("vbaproject" in name.lower() or "activex" in name.lower() for name in names):
        raise FileRefused("file_macros", N_("Files with macros are not taken."))
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > limits.entries or unpacked > limits.unpacked_bytes or unpacked > limits.ratio * len(content):
        raise FileRefused("file_bomb", N_("The file unpacks to far more than its size."))


def _check_text(content: bytes) -> None:
    if b"\0" in content or _MARKUP.search(content[:4096]):
        raise _mismatch()
