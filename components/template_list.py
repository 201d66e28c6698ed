"""The list of templates, for staff: every kind of message with whose words are in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from components.badges import badge
from components.broken_words import CHANNELS, PAPER
from components.cards import button_link, empty_state, row, row_list
from components.forms import field as labelled
from components.forms import filter_form, submit
from components.html import A, Div, Nav, Node, Section, Tree
from components.page import Page, page
from components.template_editor import EDIT, PATH
from data.records.paper_template import PaperVersion
from data.records.template import Template
from integrations.language import NAMES, _, moment
from integrations.message_kinds import KINDS, Kind
from integrations.paper_words import PAPERS, PaperKind, check_blocks, texts_in


@dataclass(frozen=True, slots=True)
class Shown:
    """What the list is asked for."""

    channel: str  # email, sms or pdf
    only_own: bool
    search: str


def message_templates(shown: Shown, own: Mapping[tuple[str, str], Template], zone: str) -> list[Tree]:
    """A row for each kind of message of the channel, or those with own words."""
    kinds = [one for one in KINDS.values() if shown.channel in one.channels and _matches(one, one.code, shown.search)]
    return [_row(kind, shown.channel, own.get((kind.code, shown.channel)), zone) for kind in kinds
            if not shown.only_own or (kind.code, shown.channel) in own]  # fmt: skip


def paper_templates(shown: Shown, own: Mapping[str, PaperVersion], zone: str) -> list[Tree]:
    """The same of the papers."""
    kinds = [(code, one) for code, one in PAPERS.items() if _matches(one, code, shown.search)]
    return [_paper(code, one, own.get(code), zone) for code, one in kinds if not shown.only_own or code in own]


def template_list(shown: Shown, rows: list[Tree], alert: Node) -> Page:
    """The rows of a channel, with the ways to the others."""
    channel, only_own, search = shown.channel, shown.only_own, shown.search
    tabs = Nav(*[_tab(_(words), code == channel, channel=code, own=only_own) for code, words in CHANNELS.items()],
               className="segments", aria_label=_("Channel"))  # fmt: skip
    sets = Nav(
        _tab(_("Predefined"), not only_own, channel=channel), _tab(_("Own"), only_own, channel=channel, own=True),
        className="segments", aria_label=_("Which words"),
    )  # fmt: skip
    box = filter_form(
        PATH, labelled("template-search", _("Search templates"), "q", type="search", value=search, label_hidden=True,
                       placeholder=_("Name or purpose"), autoComplete="off"),
        submit(_("Search"), kind="plain", icon_name="search"),
        keep={"channel": channel, "set": "own" if only_own else ""}, className="search-line",
    )  # fmt: skip
    content = row_list(*rows, label=_("Templates")) if rows else _nothing(only_own, search, channel)
    lead = _(
        "The words of every message the portal sends and of every paper it draws. Change them where yours are better."
    )
    return page(_("Templates"), alert, tabs,
                Section(Div(sets, box, className="templates-tools"), content, className="card",
                        aria_label=_("Templates")), context=lead)  # fmt: skip


def _matches(kind: Kind | PaperKind, code: str, search: str) -> bool:
    told = f"{_(kind.title)} {_(kind.about)} {code}".lower()
    return all(word in told for word in search.lower().split())


def _tab(words: str, here: bool, *, channel: str, own: bool = False) -> Tree:
    query = urlencode({"channel": channel, **({"set": "own"} if own else {})})
    return A(words, href=f"{PATH}?{query}", className="segment", aria_current="page" if here else None)


def _nothing(only_own: bool, search: str, channel: str) -> Tree:
    if search:
        return empty_state(_("No template found"), _("No template matches “%(words)s”.") % {"words": search},
                           icon_name="search")  # fmt: skip
    words = _("The predefined words are in use everywhere. Open one of them to write your own.")
    way = button_link(_("Predefined"), f"{PATH}?channel={channel}", kind="primary") if only_own else None
    return empty_state(_("No words of your own yet"), words, icon_name="pen", action=way)


def _row(kind: Kind, channel: str, own: Template | None, zone: str) -> Tree:
    state, told = badge("mute", _("Predefined")), _(kind.about)
    if own is not None:
        state = badge("bad", _("Not usable")) if own.broken_at else badge("ok", _("Own words"))
        languages = ", ".join(NAMES[code] for code in NAMES if code in own.words)
        by = f", {own.by}" if own.by else ""
        told = f"{_(kind.about)} {languages} · {moment(own.changed_at, zone)}{by}"
    query = urlencode({"channel": channel, "kind": kind.code})
    return row(_(kind.title), told, href=f"{EDIT}?{query}", icon_name="envelope" if channel == "email" else "phone",
               badge=state)  # fmt: skip


def _paper(code: str, kind: PaperKind, own: PaperVersion | None, zone: str) -> Tree:
    state, told = badge("mute", _("Predefined")), _(kind.about)
    if own is not None:
        wrong = any(check_blocks(kind, texts_in(kind, own.kept, language) or {}) for language in NAMES)
        state = badge("bad", _("Not usable")) if wrong else badge("ok", _("Own words"))
        languages = ", ".join(NAMES[language] for language in NAMES if language in own.kept)
        by = f", {own.by}" if own.by else ""
        told = f"{told} {languages} · {moment(own.at, zone)}{by}"
    return row(_(kind.title), told, href=f"{PAPER}?{urlencode({'kind': code})}", icon_name="file-earmark-pdf",
               badge=state)  # fmt: skip
