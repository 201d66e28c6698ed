"""The editor of one template, for staff: words, preview, variables, versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from components.badges import badge
from components.cards import button_link, card, grid, notice, row, row_list
from components.forms import command_form, error_summary, hidden, submit, text_field
from components.forms import field as labelled
from components.html import A, Code, Dd, Details, Div, Dl, Dt, Nav, Node, P, Span, Summary, Tree, icon
from components.message_words import CHANNELS, mail_frame
from components.page import Page, page
from data.records.template import Template, Version
from data.viewer import Viewer
from integrations.language import N_, NAMES, _, moment, number
from integrations.message_kinds import Kind
from integrations.templating import LONGEST, LONGEST_SUBJECT, Words

PATH = "/staff/templates"
EDIT = "/staff/templates/edit"
SAID = {
    "saved": N_("Saved. These words are in use from now on."),
    "restored": N_("The words of the earlier version are in use again."),
    "removed": N_("The predefined words are in use again."),
    "test": N_("A test is on its way to you."),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which template is edited."""

    kind: Kind
    channel: str
    language: str

    @property
    def query(self) -> str:
        return urlencode({"channel": self.channel, "kind": self.kind.code, "language": self.language})

    @property
    def address(self) -> str:
        return f"{EDIT}?{self.query}"

    def fields(self, seen: int) -> list[Tree]:
        """What every form of the editor says."""
        told = {"kind": self.kind.code, "channel": self.channel, "language": self.language, "seen": str(seen)}
        return [hidden(name, value) for name, value in told.items()]


@dataclass(frozen=True, slots=True)
class Editor:
    """What the editor shows: the words in the fields, what is wrong with them, what is in use, earlier versions."""

    choice: Choice
    words: Words
    own: Template | None
    versions: tuple[Version, ...]
    preview: Node
    wrong: Mapping[str, str] = field(default_factory=dict)
    said: str = ""


def editor_page(viewer: Viewer, editor: Editor, zone: str) -> Page:
    """Fields on the left, what they make on the right, and below what is in use and what was before."""
    choice, own = editor.choice, editor.own
    done = notice("ok", _(SAID[editor.said]), role="status") if editor.said in SAID else None
    broken = notice("bad", _("These words cannot be used; the predefined ones are sent: %(why)s")
                    % {"why": own.broken_why}) if own and own.broken_at else None  # fmt: skip
    errors = error_summary({f"template-{name}": words for name, words in editor.wrong.items()})
    channels = [_way(_(words), Choice(choice.kind, code, choice.language), choice)
                for code, words in CHANNELS.items() if code in choice.kind.channels]  # fmt: skip
    languages = [_way(words, Choice(choice.kind, choice.channel, code), choice) for code, words in NAMES.items()]
    tabs = Div(
        Nav(*channels, className="segments", aria_label=_("Channel")) if len(channels) > 1 else None,
        Nav(*languages, className="segments", aria_label=_("Language")), className="cluster between",
    )  # fmt: skip
    cards = grid(_form(viewer, editor), _preview(editor), _variables(choice), _history(viewer, editor, zone))
    way = button_link(_("All templates"), f"{PATH}?channel={choice.channel}", icon_name="arrow-left")
    return page(_(choice.kind.title), done, broken, errors, tabs, cards, context=_(choice.kind.about), actions=[way])


def _way(words: str, to: Choice, here: Choice) -> Tree:
    return A(words, href=to.address, className="segment", aria_current="page" if to == here else None)


def _form(viewer: Viewer, editor: Editor) -> Tree:
    choice, words, own = editor.choice, editor.words, editor.own
    used = own is not None and choice.language in own.words
    state = badge("ok", _("Own words")) if used else badge("mute", _("Predefined"))
    mail = choice.channel == "email"
    inside: list[Node] = []
    if mail:
        inside.append(labelled("template-subject", _("Subject"), "subject", value=words.subject,
                               error=editor.wrong.get("subject"), maxLength=LONGEST_SUBJECT + 50))  # fmt: skip
    how = _("A blank line begins a paragraph. **bold**, *italics*, - list, > small type, [words](address). A paragraph "
            "that is nothing but {{code}} or a link is drawn large.")  # fmt: skip
    inside += [
        text_field("template-body", _("Text"), "body", value=words.body, rows=18 if mail else 6,
                   help=how if mail else None, error=editor.wrong.get("body"), maxLength=LONGEST + 1000),
        Div(submit(_("Save"), icon_name="check-lg", name="do", value="save"),
            submit(_("Preview"), kind="plain", icon_name="eye", name="do", value="preview", id="template-preview",
                   formAction=f"{PATH}/preview", formTarget="template-frame"), className="cluster"),
    ]  # fmt: skip
    form = command_form(viewer, choice.address, *choice.fields(own.version if own else 0), *inside,
                        className="stack", id="template-form", data_preview="template-preview")  # fmt: skip
    return card("template-words", _("Words"), form, badge=state, span=7)


def _preview(editor: Editor) -> Tree:
    note = _("As the person reads it, with made-up values.")
    return card("template-shown", _("Preview"), P(note, className="muted small"), editor.preview, span=5,
                className="preview-card")  # fmt: skip


def preview_frame(choice: Choice) -> Tree:
    """The frame that holds what the words in use make; the form sends others into it."""
    frame = mail_frame("template-frame", f"{PATH}/preview?{choice.query}", _("Preview"), short=choice.channel == "sms")
    return Div(frame, className="preview-box")


def _variables(choice: Choice) -> Tree:
    needed = choice.kind.needed
    rows = [
        Div(Dt(Code("{{" + one.name + "}}", className="variable", data_insert="{{" + one.name + "}}"),
               badge("warn", _("needed"), "exclamation-circle") if one.name in needed else None),
            Dd(_(one.meaning)))
        for one in choice.kind.variables
    ]  # fmt: skip
    lead = P(_("Only these can be used. A paragraph with a variable that has nothing to say is left out."),
             className="muted small")  # fmt: skip
    return card("template-variables", _("Variables"), lead, Dl(*rows, className="variables"), span=7)


def _history(viewer: Viewer, editor: Editor, zone: str) -> Tree:
    choice, own = editor.choice, editor.own
    seen = own.version if own else 0
    send = submit(_("Send me a test"), kind="plain", icon_name="send", name="do", value="test")
    test = command_form(viewer, choice.address, *choice.fields(seen), send)
    ways: list[Node] = [test]
    if own is not None and choice.language in own.words:
        back = submit(_("Back to the predefined words"), kind="plain", icon_name="arrow-clockwise", name="do",
                      value="remove")  # fmt: skip
        ways.append(command_form(viewer, choice.address, *choice.fields(seen), back))
    rows = [_version(viewer, editor, one, zone) for one in editor.versions]
    past = row_list(*rows, label=_("Versions")) if rows else P(_("There are no versions of your own yet."),
                                                              className="muted small")  # fmt: skip
    lead = P(_("The test brings the saved words with made-up values."), className="muted small")
    return card("template-versions", _("Test and versions"), Div(*ways, className="cluster"), lead, past, span=5)


def _version(viewer: Viewer, editor: Editor, one: Version, zone: str) -> Tree:
    choice, own = editor.choice, editor.own
    here = own is not None and one.version == own.version
    words = one.words.get(choice.language)
    told: list[Node] = [Div(f"{moment(one.at, zone)}{f', {one.by}' if one.by else ''}")]
    if words is not None:
        told.append(Details(Summary(_("Show the words")), P(words.subject, className="mail-subject") if words.subject
                            else None, Div(words.body, className="pre-line"), className="version-words"))  # fmt: skip
    title = _("Version %(n)s") % {"n": number(one.version)}
    back = None if here or not one.words else command_form(
        viewer, choice.address, *choice.fields(own.version if own else 0), hidden("version", str(one.version)),
        submit(_("Restore"), kind="plain small", name="do", value="restore",
               title=_("Restore version %(n)s") % {"n": number(one.version)}),
    )  # fmt: skip
    shown = badge("ok", _("In use")) if here else None if one.words else badge("mute", _("Predefined"))
    return row(Span(icon("clock-history"), " ", title), told, badge=shown, actions=back or ())
