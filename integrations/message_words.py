"""From words and values to what is sent: the mail or the short message, or why it cannot be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from integrations.language import _, clock, moment, use_language
from integrations.letters import Letter, Sender, letter
from integrations.message_kinds import KINDS, Kind, known, predefined
from integrations.templating import (
    LONGEST,
    LONGEST_SUBJECT,
    NothingToSay,
    Problems,
    Words,
    blocks,
    fill_line,
    fill_paragraphs,
    find_problems,
)

HIDDEN = "••••••"
LONGEST_SMS = 1000


@dataclass(frozen=True, slots=True)
class Facts:
    """What every message may say besides its own variables; `base_url` is the configured address of the portal."""

    sender: Sender
    base_url: str
    zone: str
    written: datetime
    until: datetime | None = None


def values_of(kind: Kind, own: Mapping[str, object], secrets: Mapping[str, str], facts: Facts) -> dict[str, str]:
    """Each variable of the kind with its value in the current language; what the message does not say is empty.

    Raises NothingToSay where something it cannot do without is missing.
    """
    lasts = facts.until is not None and (facts.until - facts.written).days >= 1
    found = dict.fromkeys((one.name for one in kind.variables), "")
    found |= {
        "company": facts.sender.name, "phone": facts.sender.phone, "email": facts.sender.email,
        "portal": facts.base_url, "sent": clock(facts.written, facts.zone),
    }  # fmt: skip
    if "when" in found:
        found["when"] = moment(facts.written, facts.zone)
    if "until" in found and facts.until is not None:
        found["until"] = (moment if lasts else clock)(facts.until, facts.zone)
    found |= {name: str(value) for name, value in {**own, **secrets}.items() if name in found}
    for name in sorted(kind.needed):
        if not found[name].strip():
            raise NothingToSay(name)
    return found


def write_mail(words: Words, values: Mapping[str, str], facts: Facts) -> Letter:
    """The mail in the current language. Raises NothingToSay."""
    return letter(facts.sender, fill_line(words.subject, values), blocks(words.body, values, facts.base_url))


def write_sms(words: Words, values: Mapping[str, str]) -> str:
    """The text of a short message. Raises NothingToSay."""
    return fill_paragraphs(words.body, values)


def examples(kind: Kind, facts: Facts, *, masked: bool = False) -> dict[str, str]:
    """Values to show a template with: the company's own, and made-up ones; `masked` hides what is secret."""
    own = {one.name: one.example for one in kind.variables if one.example}
    own |= {"link": f"{facts.base_url}/access/{HIDDEN if masked else 'Xk3vR8'}", "address": facts.base_url}
    if masked:
        own["code"] = HIDDEN
    return values_of(kind, own, {}, facts)


def hide(kind: Kind, facts: Facts) -> dict[str, str]:
    """What stands for a kind's secrets where a message is looked at."""
    shown = {"code": HIDDEN, "link": f"{facts.base_url}/access/{HIDDEN}"}
    return {name: shown.get(name, HIDDEN) for name in kind.secrets}


def check_words(kind: Kind, channel: str, words: Words, base_url: str) -> dict[str, str]:
    """What keeps words from being used: {"subject" or "body": a sentence}, naming every variable it is about."""
    found: dict[str, str] = {}
    if channel == "email":
        found |= _checked("subject", words.subject, known(kind, subject=True), set(), base_url)
        if not words.subject.strip():
            found["subject"] = _("Please enter a subject.")
        elif "\n" in words.subject or len(words.subject) > LONGEST_SUBJECT:
            found["subject"] = _("A subject is one line of at most %(n)s characters.") % {"n": LONGEST_SUBJECT}
    found |= _checked("body", words.body, known(kind), set(kind.needed), base_url)
    most = LONGEST if channel == "email" else LONGEST_SMS
    if not words.body.strip():
        found["body"] = _("Please enter a text.")
    elif len(words.body) > most:
        found["body"] = _("This text is too long: at most %(n)s characters.") % {"n": most}
    return found


def _checked(field: str, text: str, names: set[str], needed: set[str], base_url: str) -> dict[str, str]:
    sentence = problem_words(find_problems(text, names, needed, base_url))
    return {field: sentence} if sentence else {}


def problem_words(problems: Problems) -> str:
    """What is wrong with a text, in sentences that name each variable; empty where nothing is."""
    said = [
        _named(_("Unknown variable: %(names)s."), _("Unknown variables: %(names)s."), problems.unknown),
        _named(_("Missing variable: %(names)s."), _("Missing variables: %(names)s."), problems.missing),
    ]
    if problems.malformed:
        said.append(_("This is no variable: %(text)s.") % {"text": ", ".join(problems.malformed)})
    if problems.addresses:
        wrong = ", ".join(problems.addresses)
        said.append(_("A link leads to the portal or begins with https://, not %(text)s.") % {"text": wrong})
    return " ".join(one for one in said if one)


def _named(one: str, many: str, names: tuple[str, ...]) -> str:
    written = ", ".join("{{" + name + "}}" for name in names)
    return ((one if len(names) == 1 else many) % {"names": written}) if names else ""


def host_of(base_url: str) -> str:
    """The portal's name, for Message-IDs and sender addresses."""
    return urlsplit(base_url).hostname or "localhost"


def predefined_in(kind_code: str, channel: str, language: str) -> Words:
    """The predefined words in a language. Raises KeyError for an unknown kind."""
    with use_language(language):
        return predefined(KINDS[kind_code], channel)
