"""One file to decide about, and one document to add: where it belongs, what it is, now or later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from components.cards import button_link, card, empty_state, row, row_list
from components.file_links import DOCUMENTS, FileLinks
from components.forms import command_form, error_summary, filter_form, hidden, select_field, submit
from components.forms import field as input_field
from components.html import A, Details, Div, Fieldset, Input, Label, Legend, Nav, Node, P, Span, Summary, Tree, icon
from components.nouns import NOUNS
from components.page import Page, page, page_header
from components.publishing_words import PATH, REASONS, place_told
from components.upload_box import upload_box
from components.viewer import Shown, viewer
from data.records.publishing import Item, Kind, OwnPaper, Target, Wanted
from data.viewer import Viewer
from integrations.language import _, told

ITEMS = FileLinks(f"{PATH}/items")
_FIELDS = {"title": "item-title", "number": "item-number", "kind": "item-kind", "valid_until": "item-until",
           "replaces": "item-replaces", "place": "place-search", "file": "add-file"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deciding:
    """What the forms are drawn from: what is said so far, the place it means, what a search found, what is wrong."""

    wanted: Wanted
    target: Target | None
    papers: Sequence[OwnPaper]
    kinds: Sequence[Kind]
    search: str = ""
    found: Sequence[Target] = ()
    mistakes: Mapping[str, str] = field(default_factory=dict)


def item_page(viewer_: Viewer, one: Item, asked: Deciding) -> Page:
    """The file beside the questions about it."""
    address = f"{PATH}/items/{one.public_id}"
    shown = Shown(ITEMS, one.public_id, one.file_name, one.file_name, one.media_type, one.size)
    form = command_form(
        viewer_, f"{address}/decide", *_hidden_place(asked), *_questions(asked),
        Div(submit(_("Publish"), icon_name="check-lg", name="do", value="publish"),
            submit(_("Confirm with the others"), kind="plain", name="do", value="keep"), className="cluster"),
        className="stack",
    )  # fmt: skip
    away = command_form(
        viewer_, f"{address}/discard", submit(_("Throw this file away"), kind="quiet", icon_name="trash")
    )
    doubts = [P(icon("exclamation-triangle-fill"), Span(_(REASONS[one.reason])), className="publishing-doubt")
              ] if one.reason in REASONS else []  # fmt: skip
    if one.same:
        doubts.append(P(A(_("Open the published document"), href=DOCUMENTS.page(one.same))))
    side = Div(
        card("place", _("Where it belongs"), *doubts, _place(asked, address)),
        card("decide", _("What it is"), form, away),
        className="record-side publishing-side",
    )  # fmt: skip
    back = Nav(A(icon("arrow-left"), Span(_("The batch")), href=f"{PATH}/{one.batch}", className="back-link"),
               aria_label=_("Back to the list"), className="back")  # fmt: skip
    content = [back, page_header(one.file_name, _("Nobody but staff sees it yet.")), _summary(asked),
               Div(Div(viewer(shown), className="record-main"), side, className="record")]  # fmt: skip
    return Page(one.file_name, content)


def add_page(viewer_: Viewer, asked: Deciding, now: bool = True, refused: Sequence[tuple[str, str]] = ()) -> Page:
    """One document beside its record: first the place, then the file."""
    address = f"{PATH}/add"
    steps: list[Node] = [card("place", _("Where it belongs"), _place(asked, address))]
    if asked.target is not None:
        choices = [
            ("publish", _("Publish now"), now),
            ("keep", _("Keep as a draft that nobody but staff sees"), not now),
        ]
        when = Fieldset(
            Legend(_("When"), className="label"),
            *[Label(Input(type="radio", name="do", value=code, checked=on or None), Span(words), className="check")
              for code, words, on in choices], className="publishing-when",
        )  # fmt: skip
        box = upload_box(viewer_, address, *_hidden_place(asked), *_questions(asked), when, id="add", files=1,
                         button=_("Add document"), refused=refused)  # fmt: skip
        steps.append(card("decide", _("The document"), box))
    back = button_link(_("Cancel"), _back(asked.target), kind="quiet")
    return page(_("Add a document"), _summary(asked), Div(*steps, className="publishing-add"), actions=[back],
                context=place_told(asked.target) if asked.target else None)  # fmt: skip


def _back(target: Target | None) -> str:
    if target is None:
        return PATH
    if target.noun and target.record:
        return f"{NOUNS[target.noun].path}/{target.record}"
    return f"/?site={target.site}" if target.site else f"/staff/clients/{target.client}"


def _summary(asked: Deciding) -> Tree | None:
    return error_summary({_FIELDS[name]: words for name, words in asked.mistakes.items() if name in _FIELDS})


def _hidden_place(asked: Deciding) -> list[Tree]:
    wanted = asked.wanted
    named = {"noun": wanted.noun, "record": wanted.record, "site": wanted.site, "client": wanted.client}
    return [hidden(name, value) for name, value in named.items() if value]


def _place(asked: Deciding, address: str) -> list[Node]:
    """What is chosen, a search for something else, and what it found: each a link, so that no script is needed."""
    chosen = None
    if asked.target is not None:
        words = place_told(asked.target)
        chosen = P(icon("check-circle-fill"), Span(words), className="publishing-place")
    search = filter_form(
        address,
        input_field("place-search", _("Search record, site or client"), "q", type="search", value=asked.search,
                    placeholder=_("Number, name or place"), autoComplete="off", error=asked.mistakes.get("place")),
        submit(_("Search"), kind="plain", icon_name="search"), className="publishing-search",
    )  # fmt: skip
    if not asked.search:
        if chosen is None or asked.mistakes:
            return [chosen, search]
        return [chosen, Details(Summary(_("Choose another place")), search, className="who")]
    if not asked.found:
        return [chosen, search, empty_state(_("Nothing found"), _("Try a number, or a part of a name."),
                                            icon_name="search")]  # fmt: skip
    return [chosen, search, row_list(*[_choice(one, address) for one in asked.found], label=_("Found places"))]


def _choice(one: Target, address: str) -> Tree:
    if one.noun:
        noun = NOUNS[one.noun]
        return row(noun.title(one.number or ""), " · ".join(p for p in (one.site_name, one.client_name) if p),
                   href=f"{address}?noun={one.noun}&record={one.record}", icon_name=noun.icon)  # fmt: skip
    if one.site:
        return row(one.site_name, one.client_name, href=f"{address}?site={one.site}", icon_name="building")
    return row(
        one.client_name, _("The client as a whole"), href=f"{address}?client={one.client}", icon_name="buildings"
    )


def _questions(asked: Deciding) -> list[Node]:
    wanted, wrong = asked.wanted, asked.mistakes
    kinds = [("", _("Choose …")), *((kind.code, told(kind.names)) for kind in asked.kinds)]
    papers = [("", _("No, a document of its own"))]
    numbered = _("%(title)s (version %(n)s)")
    papers += [(one.public_id, numbered % {"title": one.title, "n": one.version}) for one in asked.papers]
    return [
        select_field("item-kind", _("Kind"), "kind", kinds, value=wanted.kind, error=wrong.get("kind")),
        input_field("item-title", _("Title"), "title", value=wanted.title, error=wrong.get("title"), maxLength=200,
                    help=_("What clients read, in their language.")),
        input_field("item-number", _("Number"), "number", value=wanted.number, error=wrong.get("number"),
                    maxLength=100),
        input_field("item-until", _("Valid until"), "valid_until", type="date", value=wanted.valid_until,
                    error=wrong.get("valid_until")),
        select_field("item-replaces", _("New version of"), "replaces", papers, value=wanted.replaces,
                     error=wrong.get("replaces"), help=_("Earlier versions can still be seen on the document's page."))
        if asked.papers else None,
    ]  # fmt: skip
