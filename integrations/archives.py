"""ZIP archives: names that every system takes, and writing one from streams in memory that does not grow."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO

_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f]')
_SEPARATORS = re.compile(r"[/\\]+")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # controls, marks of direction, what is no sign at all
_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])", re.IGNORECASE)
_EARLIEST, _LATEST = date(1980, 1, 1), date(2107, 12, 31)  # what a ZIP can say
# packed once already: trying again takes time and saves nothing
_PACKED = ("image/", "application/pdf", "application/vnd.openxmlformats", "application/zip")


@dataclass(frozen=True, slots=True)
class Member:
    """A file to be packed: its path inside, its day, what it is, and its bytes, asked for when its turn comes."""

    path: str
    day: date | None
    media_type: str
    size: int
    pieces: Callable[[], Iterator[bytes]]


def safe_part(words: str, longest: int = 90) -> str:
    """One step of a path, from any words: no separators, no reserved names, no signs that hide or turn others.

    At most `longest` characters and twice as many bytes; empty when nothing is left.
    """
    flat = _SEPARATORS.sub("-", unicodedata.normalize("NFC", words))
    shown = "".join(" " if sign in "\t\r\n" else sign for sign in flat)
    shown = "".join(sign for sign in shown if unicodedata.category(sign) not in _HIDDEN)
    bare = " ".join(_UNSAFE.sub("_", shown).split()).strip(" .-")
    if _DEVICES.fullmatch(bare.partition(".")[0].strip()):
        bare = f"_{bare}"
    cut = bare[:longest].encode()[: 2 * longest].decode("utf-8", "ignore")
    return cut.rstrip(" .")


class Names:
    """Paths of one archive: each is given out once, whatever the case of its letters."""

    def __init__(self, *taken: str) -> None:
        self._taken = {_folded(path) for path in taken}

    def free(self, folders: tuple[str, ...], stem: str, extension: str) -> str:
        """A path that no other file has; a second one of the same name gets a number."""
        folder = "".join(f"{one}/" for one in folders if one)
        ending = f".{extension}" if extension else ""
        number, path = 1, f"{folder}{stem}{ending}"
        while _folded(path) in self._taken:
            number += 1
            path = f"{folder}{stem} ({number}){ending}"
        self._taken.add(_folded(path))
        return path


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path.casefold())


class Archive:
    """A ZIP being written to an open file; close it, and the file stays open."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", allowZip64=True)

    def add(self, member: Member) -> None:
        """Write a file, piece by piece. Raises what its pieces raise: FileNotFoundError before anything is written."""
        pieces = member.pieces()
        packed = member.media_type.startswith(_PACKED)
        with self._zip.open(self._entry(member, packed), "w") as out:
            for piece in pieces:
                out.write(piece)

    def _entry(self, member: Member, packed: bool) -> zipfile.ZipInfo:
        day = min(max(member.day or _EARLIEST, _EARLIEST), _LATEST)
        entry = zipfile.ZipInfo(member.path, (day.year, day.month, day.day, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        entry.file_size = member.size  # lets large ones have the room of ZIP64
        return entry

    def close(self) -> None:
        """Write the directory at the end."""
        self._zip.close()
