"""The company's own words for messages: text with `{{variables}}`, a little markup, and nothing that could run.

A template is data. `{{name}}` (or `|name|`) is replaced by a value in one pass, so a value is never read as a template;
everything else stays as it was typed. What becomes HTML is cleaned last of all, after the values are in.

A blank line begins a paragraph; `- ` makes a list, `> ` a line in smaller type, `**bold**`, `*italics*` and
`[words](address)` do what they say. A paragraph that is nothing but `{{code}}` is drawn as a code, one that is nothing
but a link as a button. A paragraph with a variable that has nothing to say this time is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

import nh3
from markupsafe import Markup, escape

from integrations.letters import Block

_NAME = r"[a-z][a-z0-9_]{0,39}"
_VARIABLE = re.compile(rf"\{{\{{[ \t]*({_NAME})[ \t]*\}}\}}|\|({_NAME})\|")
_BRACES = re.compile(r"\{\{[^{}\n]{0,60}\}{0,2}|\}\}")  # what looks like a variable and is none
_LINK = re.compile(r"\[([^\]\n]+)\]\(([^()\s\"'<>]+)\)")
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_BOLD = re.compile(r"\*\*(?=\S)([^\n]+?)(?<=\S)\*\*")
_ITALIC = re.compile(r"(?<![*\w])\*(?=\S)([^*\n]+?)(?<=\S)\*(?!\w)")
_OURS = re.compile("[\ue000-\uf8ff]")  # private characters: we put values in their place
_TAGS = {"p", "br", "b", "strong", "i", "em", "a", "ul", "ol", "li"}
LONGEST = 10_000  # characters of a body
LONGEST_SUBJECT = 200


class NothingToSay(Exception):
    """A variable that the words cannot do without has no value; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Words:
    """A template in one language; a telephone's message has no subject."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Problems:
    """What keeps a template from being used, each by its name."""

    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    malformed: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()  # links that lead neither to the portal nor anywhere by https

    def __bool__(self) -> bool:
        return bool(self.unknown or self.missing or self.malformed or self.addresses)


def variables(text: str) -> list[str]:
    """The names a text uses, each once, in order."""
    return list(dict.fromkeys(one[1] or one[2] for one in _VARIABLE.finditer(text)))


def tidy(text: str) -> str:
    """The text as it is kept: line ends alike, no control characters, one way of writing variables."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _OURS.sub("", "".join(one for one in text if one in "\n\t" or ord(one) >= 32))
    return _VARIABLE.sub(lambda one: "{{" + (one[1] or one[2]) + "}}", text).strip()


def find_problems(text: str, known: set[str], needed: set[str], base_url: str) -> Problems:
    """What is wrong with a text that may use the known variables and has to use the needed ones."""
    used = variables(text)
    rest = _VARIABLE.sub("", text)
    targets = [one[2] for one in _LINK.finditer(text)] + [one[1] for one in _HREF.finditer(text)]
    return Problems(
        unknown=tuple(name for name in used if name not in known),
        missing=tuple(sorted(needed - set(used))),
        malformed=tuple(dict.fromkeys(one[0].strip() for one in _BRACES.finditer(rest))),
        addresses=tuple(one for one in targets if not _VARIABLE.fullmatch(one) and not _allowed(one, base_url)),
    )


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its values, as plain text on one or more lines. Raises NothingToSay for a name without a value."""
    return _VARIABLE.sub(lambda one: _value(one, values), _OURS.sub("", text))


def fill_line(text: str, values: Mapping[str, str]) -> str:
    """The same on one line, as subjects are."""
    return " ".join(fill(text, values).split())


def fill_paragraphs(text: str, values: Mapping[str, str]) -> str:
    """The same without the paragraphs that have nothing to say."""
    return "\n\n".join(fill(one, values).strip() for one in _paragraphs(text, values))


def blocks(text: str, values: Mapping[str, str], base_url: str) -> list[Block]:
    """The body of a mail as the frame of letters takes it. Raises NothingToSay for a name without a value."""
    return [block for one in _paragraphs(text, values) if (block := _block(one, values, base_url)) is not None]


def _paragraphs(text: str, values: Mapping[str, str]) -> list[str]:
    found = [one.strip("\n") for one in re.split(r"\n[ \t]*\n", _OURS.sub("", text).strip()) if one.strip()]
    return [one for one in found if all(values.get(name, "?").strip() for name in variables(one))]


def _value(found: re.Match[str], values: Mapping[str, str]) -> str:
    name = found[1] or found[2]
    if name not in values:
        raise NothingToSay(name)
    return _OURS.sub("", values[name])


def _block(paragraph: str, values: Mapping[str, str], base_url: str) -> Block | None:
    alone = _VARIABLE.fullmatch(paragraph.strip())
    if alone and (alone[1] or alone[2]) == "code":
        return Block("code", escape(_value(alone, values)), _value(alone, values))
    link = _LINK.fullmatch(paragraph.strip())
    if link and _allowed(address := fill(link[2], values), base_url):
        words = fill(link[1], values)
        return Block("button", escape(words), f"{words}:\n{address}", address)
    lines = paragraph.split("\n")
    kind = "text"
    if all(line.startswith(">") for line in lines):
        kind, lines = "note", [line[1:].strip() for line in lines]
    if all(line.startswith("- ") for line in lines):
        written = "<ul>" + "".join(f"<li>{_marked(line[2:])}</li>" for line in lines) + "</ul>"
    else:
        written = "<br>".join(_marked(line) for line in lines)
    html = _clean(_with_values(written, values), base_url)
    plain = _plain(html)
    return Block("note" if kind == "note" else "text", Markup(html), plain) if plain else None  # noqa: S704  (cleaned)


def _marked(line: str) -> str:
    """Markup to tags; what was typed as a tag stays, to be judged by the cleaning."""
    line = _LINK.sub(r'<a href="\2">\1</a>', line)
    return _ITALIC.sub(r"<i>\1</i>", _BOLD.sub(r"<b>\1</b>", line))


def _with_values(written: str, values: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda one: str(escape(_value(one, values))), written)


def _allowed(address: str, base_url: str) -> bool:
    return address == base_url or address.startswith(("https://", base_url + "/"))


def _clean(html: str, base_url: str) -> str:
    def keep(_tag: str, name: str, value: str) -> str | None:
        return value if name != "href" or _allowed(value, base_url) else None

    return nh3.clean(
        html, tags=_TAGS, attributes={"a": {"href"}}, attribute_filter=keep, url_schemes={"https", "http"},
        url_relative="deny", link_rel="noopener noreferrer",
    )  # fmt: skip


class _Reader(HTMLParser):
    """Cleaned HTML as one would type it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.link: str | None = None
        self.since = 0
        self.on: dict[str, Callable[[], None]] = {
            "br": lambda: self.parts.append("\n"), "p": lambda: self.parts.append("\n\n"),
            "li": lambda: self.parts.append("\n- "),
        }  # fmt: skip

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.on:
            self.on[tag]()
        elif tag == "a":
            self.link, self.since = dict(attrs).get("href"), len(self.parts)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.link:
            if "".join(self.parts[self.since :]).strip() != self.link:
                self.parts.append(f" ({self.link})")
            self.link = None
        elif tag in ("p", "ul", "ol"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _plain(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
