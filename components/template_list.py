"""The list of templates, for staff: every kind of message with whose words are in use."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from components.badges import badge
from components.cards import button_link, empty_state, notice, row, row_list
from components.forms import field as labelled
from components.forms import filter_form, submit
from components.html import A, Div, Li, Nav, Node, P, Section, Tree, Ul
from components.message_words import CHANNELS
from components.page import Page, page
from components.template_editor import EDIT, PATH
from data.records.template import Template
from integrations.language import NAMES, _, moment
from integrations.message_kinds import KINDS, Kind


def template_list(
    channel: str, only_own: bool, search: str, own: Mapping[tuple[str, str], Template], zone: str
) -> Page:
    """All kinds of a channel, or those with own words."""
    shown = [kind for kind in KINDS.values() if channel in kind.channels and _matches(kind, search)]
    shown = [kind for kind in shown if not only_own or (kind.code, channel) in own]
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
    rows = [_row(kind, channel, own.get((kind.code, channel)), zone) for kind in shown]
    content = row_list(*rows, label=_("Templates")) if rows else _nothing(only_own, search, channel)
    lead = _("The words of every message the portal sends. Change them where yours are better.")
    return page(_("Templates"), _broken([one for one in own.values() if one.broken_at]), tabs,
                Section(Div(sets, box, className="templates-tools"), content, className="card",
                        aria_label=_("Templates")), context=lead)  # fmt: skip


def _matches(kind: Kind, search: str) -> bool:
    told = f"{_(kind.title)} {_(kind.about)} {kind.code}".lower()
    return all(word in told for word in search.lower().split())


def _tab(words: str, here: bool, *, channel: str, own: bool = False) -> Tree:
    query = urlencode({"channel": channel, **({"set": "own"} if own else {})})
    return A(words, href=f"{PATH}?{query}", className="segment", aria_current="page" if here else None)


def _broken(broken: list[Template]) -> Node:
    if not broken:
        return None
    links = [Li(A(_(KINDS[one.kind].title), href=f"{EDIT}?{urlencode({'channel': one.channel, 'kind': one.kind})}"),
                f" ({_(CHANNELS[one.channel])}): {one.broken_why}") for one in broken if one.kind in KINDS]  # fmt: skip
    words = _("Own words that cannot be used: the predefined ones are sent until they are repaired.")
    return notice("bad", P(words), Ul(*links))


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
