"""Keeps the catalogues complete: `python -m integrations.catalogues` checks, `--update` adds and removes messages first."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from integrations.language import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("app.py", "pages/**.py", "components/**.py", "auth/**.py", "data/**.py", "integrations/**.py", "jobs/**.py")
_METHODS = [*((pattern, "python") for pattern in SOURCES), ("auth/templates/**.html", "jinja2")]
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{\{? ?(\w+) ?\}?\}")


def extracted() -> Catalog:
    """Every message that the code asks for, with the files that do."""
    catalogue = Catalog(project="Atrio", charset="utf-8")
    found = extract_from_dir(ROOT, _METHODS, keywords=_KEYWORDS, comment_tags=("NOTE:",), strip_comment_tags=True,
                             directory_filter=lambda path: not Path(path).name.startswith((".", "var", "tests")))  # fmt: skip
    for file, _line, message, comments, context in found:
        catalogue.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return catalogue


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
    """Bring every catalogue to the messages of the code; translations of texts that stayed are kept, nothing is guessed."""
    template = extracted()
    for code in LANGUAGES:
        if code == "en":
            continue
        catalogue = stored(code)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        path_of(code).parent.mkdir(parents=True, exist_ok=True)
        with path_of(code).open("wb") as file:
            write_po(file, catalogue, width=110, omit_header=False, sort_output=True, include_lineno=False)


def problems() -> list[str]:
    """What is missing or wrong, one line each: untranslated, fuzzy, wrong placeholders, not extracted yet."""
    wanted = {message.id: message for message in extracted() if message.id}
    found = []
    for code in LANGUAGES:
        if code == "en":
            continue
        catalogue = stored(code)
        for key in wanted:
            message = catalogue.get(key if isinstance(key, str) else key[0])
            name = f"{code}: {key if isinstance(key, str) else key[0]!r}"
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
    return list(message.string) if isinstance(message.string, (tuple, list)) else [message.string]


def _placeholders(text: str | tuple[str, ...] | list[str]) -> set[str]:
    joined = text if isinstance(text, str) else " ".join(text)
    return {a or b for a, b in _PLACEHOLDER.findall(joined)}


if __name__ == "__main__":
    if "--update" in sys.argv:
        update()
    lines = problems()
    print("\n".join(lines[:200]) or "Every message is translated.")
    if len(lines) > 200:
        print(f"… and {len(lines) - 200} more")
    sys.exit(1 if lines else 0)
