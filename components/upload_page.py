"""The page on which files are sent: what they are, where they belong, and the box for the files themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from components.cards import button_link, card, notice, row, row_list
from components.context import Context
from components.forms import error_summary, hidden, select_field, text_field
from components.html import A, Div, Node, P, Span, icon
from components.nouns import NOUNS
from components.page import Page, page
from components.upload_box import upload_box
from data.records.uploads import LONGEST_DESCRIPTION, AboutRecord, NewFile, Places
from data.viewer import ClientChoice
from integrations.language import _, file_size, ngettext, number

PATH = "/files/new"
TIGHT = 100_000_000  # bytes of room below which it is told


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of the last sending: files that are in, files that were refused and why, fields that will not do."""

    kept: Sequence[str] = ()
    refused: Sequence[tuple[str, str]] = ()
    errors: Mapping[str, str] = field(default_factory=dict)


NOTHING_TRIED = Tried()


def new_file_page(
    context: Context, client: ClientChoice, places: Places, typed: NewFile, tried: Tried = NOTHING_TRIED
) -> Page:
    """The form for files of one client; `typed` is what it holds already."""
    staff = context.viewer.is_staff
    title = _("Hand over files") if staff else _("Add files")
    errors = {f"upload-{name}": words for name, words in tried.errors.items()}
    box = upload_box(
        context.viewer, PATH,
        text_field("upload-description", _("What is it?"), "description", value=typed.description, rows=2,
                   required=True, maxLength=LONGEST_DESCRIPTION, error=tried.errors.get("description"),
                   help=_("For example: plan of the second floor, access card, signed report.")),
        *_where(places, typed, tried),
        hidden("client", client.public_id),
        button=_("Hand over") if staff else _("Send"), refused=tried.refused,
        more=button_link(_("Cancel"), _back(places.about, context), kind="quiet"),
    )  # fmt: skip
    content: list[Node] = [
        error_summary(errors), _kept(tried), _tight(places), card("new-file", _("Files"), box),
    ]  # fmt: skip
    words = client.name if staff or len(context.viewer.clients) > 1 else None
    if staff:
        content.append(P(_("People of the client who may see files are told by e-mail."), className="muted small"))
    return page(title, Div(*content, className="upload-page stack"), context=words, scope=context.scope)


def choose_client_page(context: Context, clients: Sequence[ClientChoice]) -> Page:
    """First of all: whose files they are."""
    rows = [row(one.name, href=f"{PATH}?client={one.public_id}", icon_name="person") for one in clients]
    return page(_("Add files"), card("whose", _("For which client?"), row_list(*rows)), scope=context.scope)


def _where(places: Places, typed: NewFile, tried: Tried) -> list[Node]:
    if places.about is not None:
        noun = NOUNS[places.about.noun]
        title = A(noun.title(places.about.number), href=f"{noun.path}/{places.about.public_id}")
        about = P(icon(noun.icon), Span(_("Belongs to:"), " ", title), className="quiet-line upload-about")
        return [about, hidden("noun", places.about.noun), hidden("record", places.about.public_id)]
    if not places.sites:
        return []
    options = [(one.public_id, one.name) for one in places.sites]
    nowhere = [("", _("No site in particular"))] if places.whole else []
    if not nowhere and len(options) > 1:
        nowhere = [("", _("Choose a site"))]
    return [select_field("upload-site", _("Site"), "site", nowhere + options, value=typed.site,
                         error=tried.errors.get("site"))]  # fmt: skip


def _back(about: AboutRecord | None, context: Context) -> str:
    if about is not None:
        return f"{NOUNS[about.noun].path}/{about.public_id}"
    return context.link("/staff/files" if context.viewer.is_staff else "/files")


def _kept(tried: Tried) -> Node:
    if not tried.kept:
        return None
    count = len(tried.kept)
    words = ngettext("%(n)s file was received.", "%(n)s files were received.", count) % {"n": number(count)}
    return notice("ok", words, " ", ", ".join(tried.kept), role="status")


def _tight(places: Places) -> Node:
    if places.room is None or places.room >= TIGHT:
        return None
    return notice("warn", _("Room for more files: %(size)s.") % {"size": file_size(places.room)})
