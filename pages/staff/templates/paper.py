"""The words of one paper: its texts in one language, the PDF they make, saving, versions, the predefined words."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from hashlib import sha256

from flask import Response, make_response, redirect, request

from auth.access import may
from auth.files import send_pieces
from auth.forms import fields
from auth.message_previews import framed_mistakes
from auth.portal import Query, register_page, route, show_again
from components.page import Page
from components.paper_editor import PaperEditor, paper_editor_page, parts_left_out, texts_shown
from components.papers.examples import example_facts
from data.commands.paper_templates import remove_paper, restore_paper, save_paper
from data.commands.templates import Refused
from data.queries.company import company
from data.queries.moment import current_day
from data.queries.paper_templates import paper_versions
from data.viewer import Invalid, NotFound, Permission, Viewer
from integrations.language import LANGUAGES, _, use_language
from integrations.paper_words import LONGEST_BLOCK, PAPERS, SWITCHES_KEY, PaperKind, check_blocks, own_facts
from integrations.pdf import render
from integrations.templating import tidy

WRITERS = may(Permission.WRITE_TEMPLATES)
PATH = "/staff/templates/paper"


@register_page(PATH, access=WRITERS)
def layout(viewer: Viewer, query: Query) -> Page:
    """The editor of `?kind=` and `?language=`."""
    kind, language = _choice(query, viewer.language)
    return paper_editor_page(viewer, _editor(viewer, kind, language, query.get("said", "")), company().zone)


@route(PATH, access=WRITERS, methods=("POST",))
def change(viewer: Viewer) -> Response:
    """Save, go back to an earlier version or to the predefined words, as the button says."""
    sent = fields("kind", "language", "seen", "do", "version")
    kind, language = _choice(sent, viewer.language)
    code, seen = kind.paper.value, _whole(sent["seen"])
    try:
        if sent["do"] == "remove":
            remove_paper(viewer, code, language, seen=seen)
            return _done(code, language, "removed")
        if sent["do"] == "restore":
            restore_paper(viewer, code, _whole(sent["version"]), seen=seen)
            return _done(code, language, "restored")
        save_paper(viewer, code, language, _typed(kind), _off(kind), seen=seen)
        return _done(code, language, "saved")
    except Refused as refused:
        typed = (_typed(kind), _off(kind)) if sent["do"] not in ("remove", "restore") else None
        editor = _editor(viewer, kind, language, typed=typed, wrong=refused.wrong)
        return show_again(viewer, paper_editor_page(viewer, editor, company().zone), PATH, f"?kind={code}")


@route(f"{PATH}/preview", access=WRITERS)
def preview(viewer: Viewer) -> Response:
    """The paper with the words in use and made-up values."""
    kind, language = _choice(request.args, viewer.language)
    own, _versions = paper_versions(viewer, kind.paper.value)
    return _drawn(kind, language, own.kept if own is not None else {})


@route(f"{PATH}/preview", access=WRITERS, methods=("POST",), repeatable=True)
def preview_typed(viewer: Viewer) -> Response:
    """The paper with what stands in the fields; nothing is kept."""
    kind, language = _choice(fields("kind", "language"), viewer.language)
    texts, off = {code: tidy(text) for code, text in _typed(kind).items()}, _off(kind)
    if wrong := check_blocks(kind, texts):
        return framed_mistakes(wrong.values())
    return _drawn(kind, language, {language: texts, SWITCHES_KEY: {code: code not in off for code in kind.switches}})


def _drawn(kind: PaperKind, language: str, kept: Mapping[str, object]) -> Response:
    today = current_day()
    with use_language(language):
        facts = example_facts(kind.paper, company(), today)
        facts |= own_facts(kind, kept, language, facts)
        made = datetime.combine(today, time(), UTC)
        content = render(kind.paper, facts, language=language, made_at=made, archivable=False)
    return send_pieces(lambda: iter((content,)), len(content), "application/pdf", f"{kind.paper}.pdf", inline=True,
                       tag=sha256(content).hexdigest())  # fmt: skip


def _choice(told: Mapping[str, str], language: str) -> tuple[PaperKind, str]:
    kind = PAPERS.get(told.get("kind") or next(iter(PAPERS)))
    if kind is None:
        raise NotFound
    wanted = told.get("language") or language
    return kind, wanted if wanted in LANGUAGES else language


def _whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise Invalid(_("This form was not sent as it was made. Please reload the page and try again."))
    return int(text)


def _typed(kind: PaperKind) -> dict[str, str]:
    """The texts in the form: longer than other fields may be."""
    found = {}
    for block in kind.blocks:
        values = request.form.getlist(block.code)
        if len(values) > 1 or any(len(value) > 2 * LONGEST_BLOCK for value in values):
            raise Invalid(_("This form was not sent as it was made. Please reload the page and try again."), block.code)
        found[block.code] = values[0].replace("\r\n", "\n") if values else ""
    return found


def _off(kind: PaperKind) -> frozenset[str]:
    shown = request.form.getlist("shown")
    return frozenset(code for code in kind.switches if code not in shown)


def _editor(
    viewer: Viewer, kind: PaperKind, language: str, said: str = "", *,
    typed: tuple[Mapping[str, str], frozenset[str]] | None = None, wrong: Mapping[str, str] | None = None,
) -> PaperEditor:  # fmt: skip
    own, versions = paper_versions(viewer, kind.paper.value)
    texts, off = typed or (texts_shown(kind, own, language), parts_left_out(kind, own))
    return PaperEditor(kind, language, texts, off, own, versions, wrong or {}, said)


def _done(code: str, language: str, said: str) -> Response:
    return make_response(redirect(f"{PATH}?kind={code}&language={language}&said={said}", 303))
