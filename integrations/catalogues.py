"""Keeps the catalogues complete: `python -m integrations.catalogues` checks, `--update` brings them up to the code."""

from __future__ import annotations

import os
import re
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from integrations.language import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("app.py", "pages/**.py", "components/**.py", "auth/**.py", "data/**.py", "integrations/**.py", "jobs/**.py")
_METHODS = [*((pattern, "python") for pattern in SOURCES), ("auth/templates/**.html", "jinja2")]
_KEYWORDS: dict[str, Any] = {
    "_": None, "gettext": None, "ngettext": (1, 2), "N_": None, "pgettext": ((1, "c"), 2), "NP_": ((1, "c"), 2),
    "column": None,  # what the schemas say of each field
}  # fmt: skip
_KEPT_HEADERS = ('"Language:', '"Plural-Forms:', '"MIME', '"Content')
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{\{? ?(\w+) ?\}?\}")


def extracted() -> Catalog:
    """Every message that the code asks for, with the files that do."""
    catalogue = Catalog(project="Atrio", charset="utf-8")
    found = extract_from_dir(ROOT, _METHODS, keywords=_KEYWORDS, comment_tags=("NOTE:",), strip_comment_tags=True,
                             directory_filter=_is_source)  # fmt: skip
    for file, _line, message, comments, context in found:
        catalogue.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return catalogue


def _is_source(folder: str | os.PathLike[str]) -> bool:
    return not Path(folder).name.startswith((".", "var", "tests"))


def path_of(code: str) -> Path:
    """Where a language's catalogue lies."""
    return ROOT / "translations" / code / "LC_MESSAGES" / "messages.po"


def stored(code: str) -> Catalog:
    """The catalogue as it is; an empty one where there is none yet."""
    path = path_of(code)
    if not path.exists():
        return Catalog(locale=code, project="Atrio", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=code)


def update() -> None:
    """Bring every catalogue to the messages of the code; translations of texts that stayed are kept, none is guessed,
    also not from the same text in another context."""
    template = extracted()
    for code in LANGUAGES:
        if code == "en":
            continue
        catalogue = stored(code)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        path_of(code).parent.mkdir(parents=True, exist_ok=True)
        catalogue.fuzzy = False
        written = BytesIO()
        write_po(written, catalogue, width=110, sort_output=True, include_lineno=False)
        path_of(code).write_text(_without_dates(written.getvalue().decode("utf-8")), encoding="utf-8")


def _without_dates(text: str) -> str:
    """Only the header lines that mean something: a date in the file would change with every update."""
    head, _gap, body = text.partition("\n\n")
    lines = [line for line in head.splitlines() if line.startswith(("msgid", "msgstr", *_KEPT_HEADERS))]
    return "\n".join(lines) + "\n\n" + body


def problems() -> list[str]:
    """What is missing or wrong, one line each: untranslated, fuzzy, wrong placeholders, not extracted yet."""
    wanted = [message for message in extracted() if message.id]
    found = []
    for code in LANGUAGES:
        if code == "en":
            continue
        catalogue = stored(code)
        for asked in wanted:
            key = asked.id
            one = key if isinstance(key, str) else key[0]
            message = catalogue.get(one, asked.context)
            name = f"{code}: {one!r}" + (f" of {asked.context!r}" if asked.context else "")
            if message is None or not _texts(message) or not all(_texts(message)):
                found.append(f"{name} is not translated")
            elif message.fuzzy:
                found.append(f"{name} is marked fuzzy")
            elif any(_placeholders(text) - _placeholders(key) for text in _texts(message)):
                found.append(f"{name} has other placeholders")
            elif isinstance(key, tuple) and len(_texts(message)) != catalogue.num_plurals:
                found.append(f"{name} lacks plural forms")
    return found


def _texts(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, (tuple, list)) else [message.string or ""]


def _placeholders(text: str | tuple[str, ...] | list[str]) -> set[str]:
    joined = text if isinstance(text, str) else " ".join(text)
    return {a or b for a, b in _PLACEHOLDER.findall(joined)}


if __name__ == "__main__":
    if "--update" in sys.argv:
        update()
    lines = problems()
    outcome = f"{len(lines)} to do" if lines else "Every message is translated."
    sys.stdout.write("\n".join([*lines[:200], outcome]) + "\n")
    sys.exit(1 if lines else 0)
