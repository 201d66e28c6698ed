"""A portal of a few pages without a database: what shell, gate and scripts are tested on."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

from dash import Input as In
from dash import Output as Out
from dash import html as live
from flask import Flask, Response, abort, redirect, request
from werkzeug.serving import make_server

from auth.access import SIGNED_IN, STAFF, area, may
from auth.portal import Query, Redirect, build
from auth.registry import Registry
from components.badges import badge
from components.cards import (
    answer_tile,
    button_link,
    card,
    empty_state,
    facts,
    file_row,
    grid,
    notice,
    row,
    row_list,
    tiles,
)
from components.forms import (
    command_form,
    error_summary,
    filter_form,
    select_field,
    submit,
    text_field,
)
from components.forms import (
    field as input_field,
)
from components.html import (
    A,
    Br,
    Caption,
    Col,
    Colgroup,
    Details,
    Div,
    Hr,
    Img,
    Input,
    Label,
    Li,
    Ol,
    P,
    Plain,
    Pre,
    Progress,
    Summary,
    Table,
    Tbody,
    Td,
    Textarea,
    Th,
    Thead,
    Time,
    Tr,
    Ul,
)
from components.page import Page, page
from data.records.company import Company
from data.records.scope import Scope, SiteChoice
from data.viewer import Area, ClientChoice, Conflict, Forbidden, Invalid, NotFound, Permission, Unavailable, Viewer

SITE = "aaaaaaaaaaaaaaaa"
PERSON = Viewer(
    1,
    "bbbbbbbbbbbbbbbb",
    "Laura Puig",
    "laura@miramar.example",
    areas=frozenset(Area),
    csrf="the-session-token",
    clients=(ClientChoice(1, "cccccccccccccccc", "Grup Miramar"),),
    client_id=1,
)
HOTEL = SiteChoice(1, SITE, "Hotel Miramar", "Carrer de Mallorca 214, Barcelona")
COMPANY = Company(name="Vigil Fire & Safety", phone="+34 932 555 014", email="help@vigil.example")


@dataclass
class SmallPortal:
    """The portal; `viewer`, `alone` and `failing` may be changed while it runs, `asked` lists what it was asked."""

    viewer: Viewer | None = PERSON
    alone: bool = False
    failing: int = 0  # status the callbacks answer with
    asked: list[str] = field(default_factory=list)
    done: list[dict[str, str]] = field(default_factory=list)  # forms received
    base_url: str = "http://127.0.0.1"

    def __post_init__(self) -> None:
        self.server = Flask("small", static_folder=None)
        self.server.secret_key = "only for tests, only for tests, only for tests"
        self.server.add_url_rule("/healthz", "healthz", lambda: "ok")
        self.server.add_url_rule("/sign-in", "auth.views.sign_in", lambda: "Sign in", methods=["GET", "POST"])
        self.server.before_request(self._note)
        settings = SimpleNamespace(base_url=self.base_url)
        registered = Registry()
        add_pages(registered, self)
        add_routes(registered, self)
        self.app = build(
            self.server,
            settings,
            viewer=lambda: self.viewer,
            closing=lambda: None,
            company=lambda: COMPANY,
            scope=self.scope,
            registered=registered,
        )

    def _note(self) -> None:
        self.asked.append(f"{request.method} {request.path}")
        if self.failing and request.path == "/_dash-update-component":
            abort(self.failing)

    def scope(self, viewer: Viewer, site: str | None = None, client: str | None = None) -> Scope:
        if self.alone or site == SITE:
            return Scope(HOTEL, viewer.clients[0] if viewer.clients else None, self.alone, 1 if self.alone else 3)
        return Scope(total=3)

    def serve(self) -> Serving:
        return Serving(self)


class Serving:
    """The portal on a port of this machine."""

    def __init__(self, portal: SmallPortal) -> None:
        self.portal = portal
        self._server = make_server("127.0.0.1", 0, portal.server, threaded=True)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def quit(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def add_pages(registered: Registry, portal: SmallPortal) -> None:
    """Pages of every kind."""

    @registered.register_page("/", access=SIGNED_IN)
    def home(viewer: Viewer, query: Query) -> Page:
        answers = tiles(
            answer_tile(
                "owed", "credit-card", "You owe", "€1,842.60", href="/invoices", badge=badge("bad", "1 overdue")
            ),
            answer_tile("next", "calendar2-check", "Next visit", "Fri 4 Dec", meta="09:00"),
        )
        files = card("files", "Documents", row_list(file_row("Certificate", "PDF", f"/files/{SITE}", f"/files/{SITE}")))
        bills = card(
            "bills",
            "Invoices",
            row_list(row("F-1", "Q4", href=f"/invoices/{SITE}", badge=badge("ok", "Paid"), value="€1")),
        )
        return page(
            "Overview", answers, grid(files, bills), context="Grup Miramar", actions=[button_link("All", "/invoices")]
        )

    @registered.register_page("/invoices", access=area(Area.BILLING))
    def invoices(viewer: Viewer, query: Query) -> Page:
        count = int(query.get("count", "80"))
        rows = [
            Tr(Td(A(f"F-{n}", href=f"/invoices/{SITE}")), *[Td(f"cell {n} {c}") for c in range(8)])
            for n in range(count)
        ]
        ask = filter_form(
            "/invoices",
            input_field("q", "Search", "q", value=query.get("q", ""), type="search"),
            select_field("state", "State", "state", [("", "All"), ("paid", "Paid")], value=query.get("state", "")),
            submit("Apply", id="apply"),
            A("Clear", href="/invoices?count=3", id="clear"),
            keep={"count": query.get("count", "")},
        )
        head = Thead(Tr(*[Th(f"Column {c}", scope="col") for c in range(9)]))
        table = Div(
            Table(head, Tbody(rows), className="table"),
            className="table-box",
            tabIndex=0,
            role="region",
            aria_label="Scrolls sideways",
        )
        found = P(f"{count} invoices", role="status", data_announce=True)
        return page(
            "Invoices",
            card("list", "List", ask, found, A("Sort", href=f"/invoices?count={count}&sort=due", id="sort"), table),
        )

    @registered.register_page("/invoices/<id:invoice>", access=area(Area.BILLING))
    def invoice(viewer: Viewer, query: Query, invoice: str) -> Page:
        if invoice != SITE:
            raise NotFound
        return page(f"Invoice {query.get('invoice', 'F-1')}", card("facts", "Facts", facts([("Id", invoice)])))

    @registered.register_page("/staff/clients", access=STAFF)
    def clients(viewer: Viewer, query: Query) -> Page:
        return page("Clients", card("all", "All", empty_state("No clients", "They come with the first import.")))

    @registered.register_page("/staff/imports", access=may(Permission.IMPORT_RECORDS))
    def imports(viewer: Viewer, query: Query) -> Page:
        return page("Imports")

    @registered.register_page("/trouble/<kind>", access=SIGNED_IN)
    def trouble(viewer: Viewer, query: Query, kind: str) -> Page:
        if kind == "moved":
            raise Redirect("/invoices?count=3")
        raise {"403": Forbidden, "409": Conflict, "400": Invalid, "503": Unavailable}.get(kind, ZeroDivisionError)

    @registered.register_page("/kitchen", access=SIGNED_IN)
    def kitchen(viewer: Viewer, query: Query) -> Page:
        return page("Every <element> & more", *everything(viewer))

    @registered.register_page("/live", access=SIGNED_IN)
    def live_page(viewer: Viewer, query: Query) -> Page:
        typed = Label("Words", Textarea(id="typed", name="typed"))
        return page(
            "Live",
            live.Button("Fill", id="live-fill", type="button", className="button plain"),
            typed,
            live.Div(id="live-table"),
        )

    @registered.callback(Out("live-table", "children"), In("live-fill", "n_clicks"), access=SIGNED_IN)
    def fill(viewer: Viewer, clicks: int) -> Any:
        rows = [Tr(*[Td(f"cell {r} {c}") for c in range(9)]) for r in range(80)]
        return Plain(Table(Tbody(rows), id="filled"))

    @registered.callback(Out("staff-only", "children"), In("live-fill", "n_clicks"), access=STAFF)
    def staff_only(viewer: Viewer, clicks: int) -> str:
        return "a secret of the staff"


def everything(viewer: Viewer) -> list[Any]:
    """Every kind of element and attribute pages use."""
    form = command_form(
        viewer,
        "/do",
        error_summary({"a": "Fill this in"}),
        input_field(
            "a", "Text", "a", value="start", help="Help", error="Wrong", required=True, maxLength=20, autoComplete="off"
        ),
        text_field("b", "Longer", "b", value="\nline 1\nline 2 <b>"),
        select_field("c", "Choice", "c", [("1", "One"), ("2", "Two")], value="2"),
        Label(Input(type="checkbox", name="d", checked=True), " tick"),
        Label(Input(type="radio", name="r", value="1"), "one"),
        input_field("day", "Day", "day", type="date", value="2026-11-21"),
        Input(type="number", name="n", value=3, aria_label="n", step="any"),
        submit("Send"),
        noValidate=True,
    )
    return [
        card("form", "Form", form),
        notice(
            "warn",
            "Words ",
            A("mail", href="mailto:a@b.example"),
            A("script", href="javascript:alert(1)"),
            role="status",
        ),
        Pre("\n first\n <b>"),
        Div(style={"--share": "94%", "marginTop": 4, "opacity": 0.5, "backgroundColor": "red"}),
        Details(Summary("More"), P("inside"), open=True),
        Ul(Li("a", "b", 3), Li(1.5)),
        Ol(Li("x"), start=3),
        Time("today", dateTime="2026-11-21"),
        Img(src="/favicon.ico", alt="logo", width=20, height=20),
        Br(),
        Hr(),
        Progress(value=3, max=10),
        A("file", href="/files/x", download=""),
        Table(Caption("c"), Colgroup(Col(span=2)), Tbody(Tr(Td("x", colSpan=2)))),
        P("ș ț ñ \u00a0 & \" ' <script>alert(1)</script>", lang="ro"),
    ]


def add_routes(registered: Registry, portal: SmallPortal) -> None:
    """Plain routes: the scope list, a file, two commands."""

    @registered.route("/scope", access=SIGNED_IN)
    def scope(viewer: Viewer) -> dict[str, Any]:
        wanted = request.args.get("q", "").lower()
        names = [name for name in ("Hotel Miramar", "Hotel Sol", "Spa") if wanted in name.lower()]
        sites = [{"href": f"/?site={SITE}", "name": name, "address": "Barcelona", "current": False} for name in names]
        groups = [{"client": "Grup Miramar", "sites": sites}] if sites else []
        return {"all": {"href": "/invoices?count=2", "text": "All sites"}, "groups": groups, "more": False}

    @registered.route("/files/<id:file>", access=SIGNED_IN)
    def file(viewer: Viewer, file: str) -> Response:
        return Response("a file", mimetype="text/plain")

    @registered.route("/do", access=SIGNED_IN, methods=("POST",), repeatable=True)
    def act(viewer: Viewer) -> Any:
        portal.done.append(dict(request.form))
        return redirect("/invoices?count=2", 303)

    @registered.route("/preferences", access=SIGNED_IN, methods=("POST",), repeatable=True)
    def preferences(viewer: Viewer) -> Any:
        chosen = {name: request.form[name] for name in ("language", "theme") if name in request.form}
        portal.viewer = replace(viewer, **chosen)
        return redirect(request.form["next"], 303)
