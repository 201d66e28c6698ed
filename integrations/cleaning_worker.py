"""The child process that opens what strangers made: reads a file from standard input, writes it back made safe.

A request is a line of JSON (type, size, pixels, memory, seconds) and the file; the answer a line of JSON (same, or size
and the file, or code, text and params of a refusal). With `words`, it answers with the text of a PDF instead. It ends
without an answer of a file that costs more.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

MOST_FILES = 64  # open at once


def main() -> None:
    """Answer until there is nothing more to read."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # nothing of where it was started from is found
    from integrations.pdf_cleaning import clean_pdf
    from integrations.pictures import draw_anew
    from integrations.refusal import Refused

    _limit()
    reading, writing = sys.stdin.buffer, sys.stdout.buffer
    while line := reading.readline():
        asked = json.loads(line)
        content = reading.read(asked["size"])
        _limit_work(asked["memory"], asked["seconds"])
        if asked.get("words"):
            from integrations.pdf_words import read_words  # by those alone who want it

            words = read_words(content).encode()
            _answer(writing, {"size": len(words)}, words)
            continue
        try:
            if asked["type"] == "application/pdf":
                clean = clean_pdf(content, Refused)
            else:
                clean = draw_anew(content, asked["type"], asked["pixels"], Refused)
        except Refused as refusal:
            _answer(writing, {"code": refusal.code, "text": refusal.text, "params": refusal.params})
        else:
            same = clean == content
            _answer(writing, {"same": True} if same else {"size": len(clean)}, b"" if same else clean)


def _answer(writing: BinaryIO, told: dict[str, Any], content: bytes = b"") -> None:
    writing.write(json.dumps(told).encode() + b"\n" + content)
    writing.flush()


def _limit() -> None:
    """Bound what a hostile file can cost; systems without such limits rely on the parent's time limit."""
    try:
        import resource
    except ImportError:
        return
    for kind, amount in (
        (resource.RLIMIT_FSIZE, 0),  # it writes to nothing but its answer
        (resource.RLIMIT_NOFILE, MOST_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (amount, amount))


def _limit_work(memory: int, seconds: int) -> None:
    """Bytes of memory and, counted from here, seconds of processor for the next file."""
    try:
        import resource
    except ImportError:
        return
    for kind, amount in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, int(time.process_time()) + seconds + 1)):
        resource.setrlimit(kind, (amount, resource.getrlimit(kind)[1]))


if __name__ == "__main__":
    main()
