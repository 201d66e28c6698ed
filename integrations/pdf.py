"""Papers as PDF: typst lays out, the record's facts arrive as data, the words come in the client's language."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from threading import local
from typing import Any

import typst

TEMPLATES = Path(__file__).resolve().parent / "pdf_templates"


class Paper(StrEnum):
    """The papers there are; each is a template of that name whose first lines say what it shows."""

    CERTIFICATE = "certificate"
    CHECKLIST = "checklist"
    INSPECTION = "inspection"
    INCIDENT_REPORT = "incident_report"
    INVOICE = "invoice"
    QUOTE = "quote"
    CONTRACT = "contract"
    JOB_REPORT = "job_report"
    LEAFLET = "leaflet"
    STATEMENT = "statement"


class PaperError(Exception):
    """The facts do not fit the paper: one is missing or has the wrong shape."""


class _Thread(local):
    compiler: typst.Compiler | None = None


_thread = _Thread()


def render(
    paper: Paper, facts: Mapping[str, Any], *, language: str, made_at: datetime, archivable: bool = True
) -> bytes:
    """The paper as PDF/A-2b, the same bytes for the same facts, language and `made_at` (aware).

    Not `archivable`, it is a plain PDF, in which letters that our font lacks (名) stay empty instead of being refused.

    `facts` holds texts ready to be read (dates and money in the paper's language), lists and mappings of them; they
    are shown literally, whatever they contain. `word` gives the templates' own words for composed texts.
    Raises PaperError when the paper misses a fact.
    """
    data = json.dumps({**facts, "language": language}, ensure_ascii=False, sort_keys=True)
    try:
        made = _compiler().compile(
            input=TEMPLATES / f"{Paper(paper)}.typ", format="pdf", sys_inputs={"data": data},
            pdf_standards="a-2b" if archivable else [], timestamp=int(made_at.timestamp()),
        )  # fmt: skip
    except typst.TypstError as error:
        raise PaperError(error.message) from error
    if not isinstance(made, bytes):
        raise PaperError("one file was expected")
    return made


@cache
def words() -> dict[str, dict[str, str]]:
    """Every word of the templates: key -> language -> text."""
    return tomllib.loads((TEMPLATES / "words.toml").read_text(encoding="utf-8"))


def word(key: str, language: str, **values: object) -> str:
    """One of the templates' words in the language, its named placeholders filled."""
    return words()[key][language].format(**values)


def _compiler() -> typst.Compiler:
    """One compiler for each thread, kept: fonts and templates are read once. The machine's own fonts play no part."""
    if _thread.compiler is None:
        _thread.compiler = typst.Compiler(root=TEMPLATES, font_paths=[TEMPLATES / "fonts"], ignore_system_fonts=True)
    return _thread.compiler
