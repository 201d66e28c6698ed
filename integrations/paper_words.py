"""What a company may change of the papers the portal draws: texts with `{{variables}}`, and parts that can be left out.

How a paper is laid out is no data: that stays in its template file. Texts are plain, a blank line begins a paragraph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integrations.language import N_, _
from integrations.message_words import problem_words
from integrations.pdf import Paper, words
from integrations.templating import NothingToSay, fill_paragraphs, find_problems

LONGEST_BLOCK = 1500  # characters
LONGEST_FOOTER = 240  # it stands on each page
SWITCHES_KEY = "switches"  # beside the languages in what is kept


@dataclass(frozen=True, slots=True)
class Block:
    """A text of a paper; `predefined` names the words of the template file, none for an empty block."""

    code: str
    title: str
    about: str
    predefined: str = ""


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A paper whose texts can be changed. `switches`: code -> words of a part that can be left out."""

    paper: Paper
    title: str
    about: str
    blocks: tuple[Block, ...]
    switches: Mapping[str, str]
    names: tuple[str, ...]


_INTRO = Block("intro", N_("Opening words"), N_("Below the addresses."))
_CLOSING = Block("closing", N_("Closing words"), N_("At the end, for example how to pay or whom to ask."))
_FOOTER = Block("footer", N_("Footer"), N_("At the foot of each page, above your name and address."))
_CONTACT = {"contact": N_("Telephone and e-mail at the top of each page")}
_LINES = {"lines": N_("The lines; without them only the totals are shown")}
_COMMON = ("company", "phone", "email", "client", "site", "number")

PAPERS: dict[str, PaperKind] = {
    one.paper.value: one
    for one in (
        PaperKind(Paper.INVOICE, N_("Invoice, proforma, receipt, credit note"),
                  N_("Drawn where no original was published."),
                  (_INTRO, _CLOSING, Block("proforma", N_("On a proforma"), N_("After the totals of a proforma."),
                                           "proforma_note"), _FOOTER),
                  _CONTACT | _LINES, (*_COMMON, "total", "due")),
        PaperKind(Paper.QUOTE, N_("Quote"), N_("Drawn where no original was published."),
                  (_INTRO, Block("closing", _CLOSING.title, _CLOSING.about, "quote_note"), _FOOTER),
                  _CONTACT | _LINES, (*_COMMON, "total", "until")),
        PaperKind(Paper.INSPECTION, N_("Inspection report"), N_("Drawn where no checklist was published."),
                  (_INTRO, _CLOSING, _FOOTER),
                  _CONTACT | {"compliant": N_("Equipment that complies; without it only what does not is listed")},
                  (*_COMMON, "inspector", "when")),
        PaperKind(Paper.STATEMENT, N_("Statement of account"), N_("Drawn whenever somebody asks for it."),
                  (_INTRO, _CLOSING, _FOOTER),
                  _CONTACT | {"movements": N_("Movements of the last twelve months")}, (*_COMMON, "as_of")),
    )
}  # fmt: skip
MEANINGS = {
    "company": N_("The name of your company"), "phone": N_("The telephone of your company"),
    "email": N_("The e-mail address of your company"), "client": N_("The client it is about"),
    "site": N_("The site, if it is about one"), "number": N_("The number of the record"),
    "total": N_("The total"), "due": N_("When it is due"), "until": N_("Until when it can be accepted"),
    "inspector": N_("Who inspects"), "when": N_("When the inspection is or was"), "as_of": N_("The day of the paper"),
}  # fmt: skip
_FACTS = {"total": "gross", "due": "due_on", "until": "valid_until", "inspector": "inspector", "when": "when",
          "as_of": "as_of", "number": "number"}  # fmt: skip


def predefined_block(block: Block, language: str) -> str:
    """The words a block has without any of the company's own."""
    return words()[block.predefined][language] if block.predefined else ""


def check_blocks(kind: PaperKind, texts: Mapping[str, str]) -> dict[str, str]:
    """What keeps texts from being used: {block: a sentence}, naming every variable it is about."""
    found = {}
    for block in kind.blocks:
        text = texts.get(block.code, "")
        most = LONGEST_FOOTER if block.code == "footer" else LONGEST_BLOCK
        if len(text) > most:
            found[block.code] = _("This text is too long: at most %(n)s characters.") % {"n": most}
        elif sentence := problem_words(find_problems(text, set(kind.names), set(), "https://")):
            found[block.code] = sentence
    return found


def own_facts(kind: PaperKind, kept: Mapping[str, Any], language: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the company's own words add to the facts of a paper: filled paragraphs by block, and parts left out.

    `kept` is what a version says (language -> block -> text, and switches). Words that cannot be used are left alone:
    the predefined ones stand there then.
    """
    switches = kept.get(SWITCHES_KEY)
    off = [code for code in kind.switches if isinstance(switches, dict) and switches.get(code) is False]
    texts = texts_in(kind, kept, language)
    if texts is None or check_blocks(kind, texts):
        return {"off": off}
    values = _values(kind, facts)
    try:
        own = {code: [one for one in fill_paragraphs(text, values).split("\n\n") if one]
               for code, text in texts.items()}  # fmt: skip
    except NothingToSay:
        return {"off": off}
    return {"own": own, "off": off}


def texts_in(kind: PaperKind, kept: Mapping[str, Any], language: str) -> dict[str, str] | None:
    """The company's own texts in a language by block; None where it has none."""
    found = kept.get(language)
    if not isinstance(found, dict):
        return None
    return {block.code: str(found.get(block.code) or "") for block in kind.blocks}


def _values(kind: PaperKind, facts: Mapping[str, Any]) -> dict[str, str]:
    company, site = facts["company"], facts["site"]
    told = {"company": company["name"], "phone": company["phone"], "email": company["email"],
            "client": facts["client"]["name"], "site": site["name"] if site else ""}  # fmt: skip
    told |= {name: str(facts.get(fact) or "") for name, fact in _FACTS.items()}
    return {name: told[name] for name in kind.names}
