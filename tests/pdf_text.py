"""What a PDF of ours says: the words of its pages, read through the fonts' own tables."""

import io
import re
from typing import Any

import pikepdf

_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_BLOCK = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def words_of(pdf: bytes) -> str:
    """All words in the order in which they are drawn, without any spaces: `Certificadodemantenimiento`."""
    found = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            fonts = {name: _table(font) for name, font in page.Resources.get("/Font", {}).items()}
            table: dict[bytes, str] = {}
            for step in pikepdf.parse_content_stream(page):
                operator, operands = str(step.operator), step.operands
                if operator == "Tf":
                    table = fonts[str(operands[0])]
                elif operator in ("Tj", "TJ"):
                    parts: Any = operands[0] if operator == "TJ" else operands
                    found += [_read(bytes(part), table) for part in parts if isinstance(part, pikepdf.String)]
    return re.sub(r"\s", "", "".join(found))


def _read(drawn: bytes, table: dict[bytes, str]) -> str:
    return "".join(table.get(drawn[place : place + 2], "\ufffd") for place in range(0, len(drawn), 2))


def _table(font: pikepdf.Object) -> dict[bytes, str]:
    told = font.ToUnicode.read_bytes()
    table = {}
    for block in _BLOCK.findall(told):
        for code, meaning in _PAIR.findall(block):
            table[bytes.fromhex(code.decode())] = bytes.fromhex(meaning.decode()).decode("utf-16-be")
    for block in _RANGES.findall(told):
        for first, last, meaning in _RANGE.findall(block):
            start, letter = int(first, 16), int(meaning, 16)
            for code in range(start, int(last, 16) + 1):
                table[code.to_bytes(2, "big")] = chr(letter + code - start)
    return table
