"""The words of a PDF as far as they are kept as text, for matching it with records; a scan has none."""

from __future__ import annotations

import io

import pypdf
from pypdf.errors import PyPdfError

PAGES = 4  # what a paper is about stands on its first pages
MOST = 40_000  # characters


def read_words(content: bytes) -> str:
    """The text of the first pages, line by line; empty for what cannot be read. Costs whatever the file makes it cost:
    call it where memory and time are limited."""
    found: list[str] = []
    try:
        document = pypdf.PdfReader(io.BytesIO(content))
        for page in document.pages[:PAGES]:
            found.append(page.extract_text() or "")
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError):
        pass  # the pages before the damaged one may do
    return "\n".join(found)[:MOST].encode("utf-8", "replace").decode()
