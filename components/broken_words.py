"""The notice about own words that cannot be used: on the outbox and on the templates, until they are repaired."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from components.cards import notice
from components.html import A, Li, Node, P, Ul
from data.records.paper_template import BrokenTemplate
from data.viewer import Permission, Viewer
from integrations.language import N_, _
from integrations.message_kinds import KINDS
from integrations.paper_words import PAPERS

CHANNELS = {"email": N_("E-mail"), "sms": N_("SMS"), "pdf": N_("PDF")}
MESSAGE, PAPER = "/staff/templates/edit", "/staff/templates/paper"


def broken_notice(viewer: Viewer, broken: Iterable[BrokenTemplate]) -> Node:
    """Each of them with what is wrong, for writers with the way to its editor; None where all is well."""
    lines = [Li(_name(viewer, one), f": {one.why}") for one in broken]
    if not lines:
        return None
    words = _("Own words that cannot be used. The predefined ones stand in their place until these are repaired.")
    return notice("bad", P(words), Ul(*lines))


def _name(viewer: Viewer, one: BrokenTemplate) -> Node:
    known = PAPERS.get(one.kind) if one.channel == "pdf" else KINDS.get(one.kind)
    words = f"{_(known.title) if known else one.kind} ({_(CHANNELS[one.channel])})"
    if known is None or not viewer.may(Permission.WRITE_TEMPLATES):
        return words
    told = {"kind": one.kind} if one.channel == "pdf" else {"channel": one.channel, "kind": one.kind}
    return A(words, href=f"{PAPER if one.channel == 'pdf' else MESSAGE}?{urlencode(told)}")
