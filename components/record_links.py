"""The ways to the forms of records: from their pages, their lists and the pages of clients."""

from __future__ import annotations

from urllib.parse import urlencode

from components.cards import button_link
from components.html import A, Details, Div, Span, Summary, Tree, icon
from components.nouns import NOUNS
from components.record_kinds import KIND_NOUNS, NEW
from data.records.forms import FORMS, EditedRecord, fields_of
from data.viewer import Permission, Viewer
from integrations.language import _

_KINDS = (
    {noun: kind for kind, noun in KIND_NOUNS.items()}
    | dict.fromkeys(("proforma", "receipt", "credit_note"), "invoices")
    | {"client": "clients", "site": "sites", "contact": "contacts"}
)


def record_address(kind: str, **asked: str) -> str:
    """The form of a new record: of a `client`, about a `site` or another record of theirs."""
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"/staff/records/{kind}/new{'?' if query else ''}{query}"


def form_address(record: EditedRecord) -> str:
    """Where the form of a record is."""
    if record.is_new:
        return f"/staff/records/{record.kind}/new"
    return f"/staff/records/{record.kind}/{record.public_id}/edit"


def home_of(record: EditedRecord) -> str:
    """The page one comes back to from the form."""
    if record.is_new:
        return landing(record.kind, "", record.client, False)
    return landing(record.kind, record.public_id, record.client, record.published and not record.withdrawn)


def landing(kind: str, public_id: str, client: str, published: bool) -> str:
    """Where a record is read: its own page, its client's, or the list of drafts."""
    if kind in KIND_NOUNS:
        path = NOUNS[KIND_NOUNS[kind]].path
        if public_id:
            return f"{path}/{public_id}" if published else "/staff/drafts"
        return f"{path}?client={client}" if client else path
    if kind == "sites" and public_id:
        return f"/?site={public_id}"
    return f"/staff/clients/{client}" if client else "/staff/clients"


def kind_of(noun: str) -> str | None:
    """The kind of a noun's records; None for those without a form."""
    return _KINDS.get(noun)


def edit_link(viewer: Viewer, noun: str, public_id: str) -> Tree | None:
    """The way to a record's form; None for whoever may not, and for what has none."""
    kind = _KINDS.get(noun)
    if kind is None or not public_id or not viewer.may(Permission.EDIT_RECORDS):
        return None
    return button_link(_("Edit"), f"/staff/records/{kind}/{public_id}/edit", icon_name="pen", kind="plain")


def new_link(viewer: Viewer, noun: str, client: str = "", site: str = "") -> Tree | None:
    """The way to the form of a new record of a noun; None for whoever may not, and for what has none."""
    kind = _KINDS.get(noun)
    if kind is None or not viewer.may(Permission.EDIT_RECORDS):
        return None
    address = record_address(kind, client=client, site=site if client else "")
    return button_link(_(NEW[kind]), address, icon_name="plus-lg", kind="plain")


def new_menu(viewer: Viewer, client: str = "", site: str = "") -> Tree | None:
    """A menu with everything that can be made, of a client or site by their public ids; None for whoever may not."""
    if not viewer.may(Permission.EDIT_RECORDS):
        return None
    ways = []
    for kind in FORMS:
        if kind == "clients" and client:
            continue
        knows_site = any(one.name == "site" for one in fields_of(kind))
        address = record_address(kind, client=client, site=site if knows_site else "")
        ways.append(A(_(NEW[kind]), href=address, className="record-new-way"))
    summary = Summary(icon("plus-lg"), Span(_("New")), icon("chevron-down"), className="button plain")
    return Details(summary, Div(*ways, className="record-new-ways"), className="record-new")
