"""Text as it should be stored, whatever wrote it: encodings told apart, Romanian letters put right, search forms."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHUNK = 1 << 20
# Letters whose byte means another letter in the other code page, and the surroundings in which they are meant.
_ROMANIAN = re.compile(r"[ãÃþÞ]|(?<=[A-Za-zãþâî])[ºª]|[ºª](?=[a-zãþâî]{2})")
_WESTERN = re.compile(r"[ñÑàèìòùÀÈÌÒÙ¿¡]|(?<=[0-9NnMm.])[ºª](?![a-zãþ]{2})")
_CEDILLA = str.maketrans("şŞţŢ", "șȘțȚ")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2007\u2009\u200b\ufeff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MARKS = re.compile(r"[\u0300-\u036f]+")
_WORD = re.compile(r"[^\W_]+")
_UNMARKED = str.maketrans({"ß": "ss", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d"})


def recognise_encoding(path: Path) -> str:
    """The encoding of a text file: its mark, else strict UTF-8, else Central or Western European by its letters."""
    with path.open("rb") as file:
        head = file.read(4)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    if len(head) == 4 and head[1] == 0 == head[3]:
        return "utf-16-le"
    if len(head) == 4 and head[0] == 0 == head[2]:
        return "utf-16-be"
    if _is_utf8(path):
        return "utf-8"
    romanian = western = 0
    for chunk in _chunks(path):
        text = chunk.decode("cp1252", errors="replace")
        romanian += len(_ROMANIAN.findall(text))
        western += len(_WESTERN.findall(text))
    return "cp1250" if romanian > western else "cp1252"


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def tidy(text: str) -> str:
    """One cell's text: composed letters, comma-below ș and ț, no control characters, no blanks at the ends.

    Line breaks inside stay; other kinds of space become plain ones.
    """
    if text.isascii():
        return text.strip() if text.isprintable() else _CONTROL.sub("", text).strip()
    text = unicodedata.normalize("NFC", text).translate(_CEDILLA)
    text = text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ").replace("\ufeff", "")
    return _CONTROL.sub("", text).strip()


def one_line(text: str) -> str:
    """The text with every run of blanks and line breaks as one space, for names and headings."""
    return _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """The text without accents, case and punctuation, words parted by one space: what a search compares.

    >>> fold("Școala  Nº 5, Târgu-Mureș")
    'scoala no 5 targu mures'
    """
    if text.isascii():
        return " ".join(_WORD.findall(text.lower()))
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text.translate(_UNMARKED))).casefold()
    return " ".join(_WORD.findall(plain))
