"""The editor of one paper, for staff: its texts in one language, what is left out, the PDF it makes, versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from components.badges import badge
from components.broken_words import PAPER
from components.cards import button_link, card, grid, notice, row, row_list
from components.forms import command_form, error_summary, hidden, submit, text_field
from components.html import (
    A,
    Code,
    Dd,
    Details,
    Div,
    Dl,
    Dt,
    Fieldset,
    Iframe,
    Input,
    Label,
    Legend,
    Nav,
    Node,
    P,
    Span,
    Summary,
    Tree,
    icon,
)
from components.page import Page, page
from components.template_editor import PATH, SAID
from data.records.paper_template import PaperVersion
from data.viewer import Viewer
from integrations.language import NAMES, _, moment, number
from integrations.paper_words import MEANINGS, SWITCHES_KEY, Block, PaperKind, predefined_block, texts_in


@dataclass(frozen=True, slots=True)
class PaperEditor:
    """What the editor shows: the texts in the fields, what is left out, what is wrong, what was before."""

    kind: PaperKind
    language: str
    texts: Mapping[str, str]
    off: frozenset[str]
    own: PaperVersion | None
    versions: tuple[PaperVersion, ...]
    wrong: Mapping[str, str] = field(default_factory=dict)
    said: str = ""

    @property
    def code(self) -> str:
        return self.kind.paper.value

    def address(self, language: str = "") -> str:
        """Of the editor, in this or another language."""
        return f"{PAPER}?{urlencode({'kind': self.code, 'language': language or self.language})}"

    def form(self, viewer: Viewer, *inside: Node, **props: Any) -> Tree:
        """A form of the editor."""
        told = {"kind": self.code, "language": self.language, "seen": str(self.own.version if self.own else 0)}
        return command_form(viewer, PAPER, *(hidden(name, value) for name, value in told.items()), *inside, **props)


def paper_editor_page(viewer: Viewer, editor: PaperEditor, zone: str) -> Page:
    """Texts on the left, the paper on the right, variables and versions below."""
    done = notice("ok", _(SAID[editor.said]), role="status") if editor.said in SAID else None
    errors = error_summary({f"paper-{code}": words for code, words in editor.wrong.items()})
    languages = [_way(editor, code, words) for code, words in NAMES.items()]
    tabs = Nav(*languages, className="segments", aria_label=_("Language"))
    cards = grid(_texts(viewer, editor), _preview(editor), _variables(editor), _history(viewer, editor, zone))
    way = button_link(_("All templates"), f"{PATH}?channel=pdf", icon_name="arrow-left")
    return page(_(editor.kind.title), done, errors, tabs, cards, context=_(editor.kind.about), actions=[way])


def _way(editor: PaperEditor, language: str, words: str) -> Tree:
    here = "page" if language == editor.language else None
    return A(words, href=editor.address(language), className="segment", aria_current=here)


def _texts(viewer: Viewer, editor: PaperEditor) -> Tree:
    used = editor.own is not None and editor.language in editor.own.kept
    state = badge("ok", _("Own words")) if used else badge("mute", _("Predefined"))
    fields = [_block(editor, block) for block in editor.kind.blocks]
    boxes = [
        Label(Input(type="checkbox", name="shown", value=code, id=f"shown-{code}",
                    checked=code not in editor.off or None), Span(_(words)), className="check")
        for code, words in editor.kind.switches.items()
    ]  # fmt: skip
    parts = Fieldset(Legend(_("Shown, in every language"), className="label"), *boxes, className="field paper-parts")
    buttons = Div(
        submit(_("Save"), icon_name="check-lg", name="do", value="save"),
        submit(_("Preview"), kind="plain", icon_name="eye", name="do", value="preview",
               formAction=f"{PAPER}/preview", formTarget="paper-frame"),
        className="cluster",
    )  # fmt: skip
    lead = P(_("Plain text; a blank line begins a paragraph. An empty field prints nothing. How the paper is laid out, "
               "its figures and the note that it is a copy cannot be changed."), className="muted small")  # fmt: skip
    return card("paper-words", _("Words"), editor.form(viewer, lead, *fields, parts, buttons, className="stack"),
                badge=state, span=7)  # fmt: skip


def _block(editor: PaperEditor, block: Block) -> Tree:
    short = block.code == "footer"
    return text_field(f"paper-{block.code}", _(block.title), block.code, value=editor.texts.get(block.code, ""),
                      rows=2 if short else 4, help=_(block.about), error=editor.wrong.get(block.code))  # fmt: skip


def _preview(editor: PaperEditor) -> Tree:
    address = f"{PAPER}/preview?{urlencode({'kind': editor.code, 'language': editor.language})}"
    frame = Iframe(id="paper-frame", name="paper-frame", src=address, title=_("Preview"), className="paper-frame")
    way = button_link(_("Open the PDF"), address, icon_name="file-earmark-pdf", kind="plain small",
                      target="_blank")  # fmt: skip
    note = P(_("With made-up values."), className="muted small")
    return card("paper-shown", _("Preview"), Div(note, way, className="between"), frame, span=5,
                className="preview-card")  # fmt: skip


def _variables(editor: PaperEditor) -> Tree:
    rows = [Div(Dt(Code("{{" + name + "}}", className="paper-variable")), Dd(_(MEANINGS[name])))
            for name in editor.kind.names]  # fmt: skip
    lead = P(_("Only these can be used. A paragraph with a variable that has nothing to say is left out."),
             className="muted small")  # fmt: skip
    return card("paper-variables", _("Variables"), lead, Dl(*rows, className="variables"), span=7)


def _history(viewer: Viewer, editor: PaperEditor, zone: str) -> Tree:
    ways: list[Node] = []
    if editor.own is not None and editor.language in editor.own.kept:
        ways.append(editor.form(viewer, submit(_("Back to the predefined words"), kind="plain",
                                               icon_name="arrow-clockwise", name="do", value="remove")))  # fmt: skip
    rows = [_version(viewer, editor, one, zone) for one in editor.versions]
    past = row_list(*rows, label=_("Versions")) if rows else P(_("There are no versions of your own yet."),
                                                              className="muted small")  # fmt: skip
    return card("template-versions", _("Versions"), Div(*ways, className="cluster") if ways else None, past, span=5)


def _version(viewer: Viewer, editor: PaperEditor, one: PaperVersion, zone: str) -> Tree:
    here = editor.own is not None and one.version == editor.own.version
    told: list[Node] = [Div(f"{moment(one.at, zone)}{f', {one.by}' if one.by else ''}")]
    texts = texts_in(editor.kind, one.kept, editor.language)
    if texts and any(texts.values()):
        words = [Div(text, className="pre-line") for text in texts.values() if text]
        told.append(Details(Summary(_("Show the words")), *words, className="version-words"))
    title = _("Version %(n)s") % {"n": number(one.version)}
    back = None if here or not one.kept else editor.form(
        viewer, hidden("version", str(one.version)),
        submit(_("Restore"), kind="plain small", name="do", value="restore",
               title=_("Restore version %(n)s") % {"n": number(one.version)}),
    )  # fmt: skip
    shown = badge("ok", _("In use")) if here else None if one.kept else badge("mute", _("Predefined"))
    return row(Span(icon("clock-history"), " ", title), told, badge=shown, actions=back or ())


def texts_shown(kind: PaperKind, own: PaperVersion | None, language: str) -> dict[str, str]:
    """The texts in use in a language: the company's own, else the predefined ones."""
    found = texts_in(kind, own.kept, language) if own is not None else None
    return found or {block.code: predefined_block(block, language) for block in kind.blocks}


def parts_left_out(kind: PaperKind, own: PaperVersion | None) -> frozenset[str]:
    """The parts left out by the version in use."""
    switches = own.kept.get(SWITCHES_KEY) if own is not None else None
    return frozenset(code for code in kind.switches if isinstance(switches, dict) and switches.get(code) is False)
