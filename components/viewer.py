"""A file shown in place: PDF in a frame, a picture as a picture, anything else as a card to download it from."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from components.cards import button_link
from components.context import Context
from components.file_links import FILES, FileLinks, file_shape, viewable
from components.html import A, Div, Figure, Img, Nav, Node, ObjectEl, P, Section, Span, Tree, icon, sr
from components.nouns import NOUNS
from data.records.documents import Beside, Neighbour
from integrations.language import _, file_size

FRAME = "viewer-frame"


@dataclass(frozen=True, slots=True)
class Shown:
    """The file a page is about."""

    links: FileLinks
    public_id: str
    title: str
    file_name: str
    media_type: str
    size: int

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/") and viewable(self.media_type)


def viewer(one: Shown) -> Tree:
    """The file in place. A phone has a better viewer of its own than a frame: there a button opens it."""
    address = one.links.open(one.public_id)
    if not viewable(one.media_type):
        inside: list[Node] = [
            _to_open(one, _("Files of this kind are not shown in the browser. Download it to open it."))
        ]
    elif one.is_picture:
        inside = [Figure(A(Img(src=address, alt=one.title, className="viewer-picture"), href=address))]
    else:
        other = A(_("Open it in a tab of its own"), href=address, target="_blank")
        inside = [
            # an object loads once it is seen: never on a phone, and once only while the page comes to life
            ObjectEl(
                P(_("Your browser does not show PDF files inside a page."), className="viewer-none"),
                data=f"{address}#navpanes=0&view=FitH", type=one.media_type, title=one.title, id=FRAME,
                className="viewer-frame", tabIndex=0,
            ),
            P(_("Nothing to see here?"), " ", other, className="viewer-note"),
            Div(
                _to_open(one, _("It opens in the viewer of your phone.")),
                button_link(_("Open the document"), address, kind="primary", icon_name="eye"), className="viewer-phone",
            ),
        ]  # fmt: skip
    return Section(*inside, className="card viewer", aria_label=_("The document itself"))


def _to_open(one: Shown, words: str) -> Tree:
    name = Span(one.file_name, className="viewer-name")
    return Div(
        Span(icon(file_shape(one.media_type)), className="square"),
        Div(P(name, Span(file_size(one.size), className="muted")), P(words, className="muted small")),
        className="viewer-file",
    )


def viewer_actions(one: Shown, context: Context) -> list[Node]:
    """Ask, print, download: in this order, the main one last."""
    found = [_ask(one, context)]
    address = one.links.open(one.public_id)
    if viewable(one.media_type):
        how = {"target": "_blank", "data_print": "page" if one.is_picture else FRAME}
        found.append(button_link(_("Print"), address, icon_name="printer", **how))
    save = one.links.download(one.public_id)
    found.append(button_link(_("Download"), save, icon_name="download", kind="primary", download=""))
    return found


def _ask(one: Shown, context: Context) -> Node:
    company = context.company
    words = _("Ask about this file") if one.links is FILES else _("Ask about this document")
    if company.email:
        address = f"mailto:{quote(company.email, safe='@+')}?subject={quote(one.title)}"
    elif company.phone:
        address = "tel:" + "".join(sign for sign in company.phone if sign in "+0123456789")
    else:
        return None
    return button_link(words, address, icon_name="question-circle")


def viewer_bar(noun_name: str, links: FileLinks, beside: Beside, context: Context, asked: dict[str, str]) -> Tree:
    """The way back to where the file was met, and to what stands beside it there."""
    noun, record = NOUNS[noun_name], beside.record
    home = context.link(noun.path, **asked)
    words = _(noun.many)
    of = ""
    if record is not None:
        kind = NOUNS[record.noun]
        of = f"{kind.path}/{record.public_id}"
        home, words = context.link(of), kind.title(record.number)

    def step(one: Neighbour | None, key: str, told: str, shape: str) -> Node:
        if one is None:
            return None
        address = links.page(one.public_id, context, of, None if record else asked)
        return A(icon(shape), Span(told), sr(": ", one.title), href=address, id=f"step-{key}", className="way-link",
                 rel="prev" if key == "before" else "next", data_replace="1", title=one.title)  # fmt: skip

    steps = [step(beside.before, "before", _("Previous"), "chevron-left"),
             step(beside.after, "after", _("Next"), "chevron-right")]  # fmt: skip
    back = A(icon("arrow-left"), Span(words), href=home, className="back-link", data_close="same")
    close = A(icon("x-lg"), sr(_("Close")), href=home, className="icon-button", data_close="any", title=_("Close"))
    around = Nav(*steps, className="steps", aria_label=_("Previous and next")) if any(steps) else None
    way_back = Nav(back, aria_label=_("Back to the list"), className="back")
    return Div(way_back, Div(around, close, className="viewer-ways"), className="viewer-bar")
