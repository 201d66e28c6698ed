"""The parts of pages: what they write, how they speak to screen readers, and what navigation a viewer gets."""

from dataclasses import replace

import pytest

from components import shell
from components.badges import badge, count_badge
from components.cards import answer_tile, card, empty_state, facts, file_row, row, row_list
from components.first_paint import html_of
from components.forms import command_form, error_summary, field, filter_form, select_field
from components.html import Div, Node, Span, icon
from components.menus import initials, scope_control
from components.navigation import Frame
from components.page import page
from data.records.scope import Scope
from data.viewer import ClientChoice, StaffRole
from tests.pages.small_portal import COMPANY, HOTEL, PERSON

ALL_PATHS = frozenset(
    f"/{noun}"
    for noun in ("", "inspections", "equipment", "documents", "jobs", "bookings", "invoices", "payments", "quotes")
) | {"/contracts", "/orders"}


def written(tree: Node) -> str:
    return html_of(tree)


def frame(**changes: object) -> str:
    known = {
        "viewer": PERSON, "company": COMPANY, "scope": Scope(total=3), "paths": ALL_PATHS, "path": "/", "search": "",
        "live_ids": frozenset(), "stamp": "x",
    }  # fmt: skip
    around = Frame(**(known | changes))  # type: ignore[arg-type]
    return html_of(shell.portal(shell.frame(around, page("Title", "Text"))))


def test_elements_take_children_and_keywords_like_dash_html() -> None:
    tree = Div("a", None, False, ["b", ("c", 3)], Span("d"), className="x", aria_label="y", data_key=3, title=None)
    assert tree["props"]["children"] == ["a", "b", "c", "3", Span("d")]
    assert written(tree) == '<div class="x" aria-label="y" data-key="3">abc3<span>d</span></div>'
    assert written(Span("x", aria_pressed=True, data_on=False)) == '<span aria-pressed="true" data-on="false">x</span>'


def test_an_unknown_icon_is_a_box_and_icons_are_silent() -> None:
    assert written(icon("receipt")) == '<span class="i i-receipt" aria-hidden="true"></span>'
    assert "i-box" in written(icon("no-such-icon"))


@pytest.mark.parametrize("tone", ["ok", "warn", "bad", "info", "mute"])
def test_a_badge_is_never_colour_alone(tone: str) -> None:
    text = written(badge(tone, "Overdue"))  # type: ignore[arg-type]
    assert "Overdue" in text
    assert 'class="i i-' in text
    assert 'class="sr">2 overdue' in written(count_badge("bad", 2, "2 overdue"))


def test_a_card_is_a_named_section_and_its_link_says_where_it_leads() -> None:
    text = written(card("bills", "Invoices", "body", more=("/invoices", "View all"), span=6))
    assert 'id="bills" class="card span-6" aria-labelledby="bills-title"' in text.replace("  ", " ")
    assert '<h2 id="bills-title">Invoices</h2>' in text
    assert 'View all<span class="sr"> – Invoices</span>' in text


def test_rows_files_tiles_facts_and_empty_states() -> None:
    assert '<a href="/x" class="row-link">F-1</a>' in written(row("F-1", href="/x", value="€1", value_meta="today"))
    certificate = file_row("Certificate", "PDF", "/documents/a", "/documents/a/download", open_href="/documents/a/open")
    files = written(row_list(certificate))
    assert 'href="/documents/a"' in files
    assert 'class="sr">Open Certificate' in files
    assert 'class="sr">Download Certificate' in files
    assert 'download=""' in files
    assert written(answer_tile("owed", "receipt", "You owe", "€1", href="/invoices")).startswith('<a href="/invoices"')
    assert written(answer_tile("owed", "receipt", "You owe", "–")).startswith('<div id="owed"')
    assert "Nothing" not in written(facts([("Nothing", None), ("Something", "yes"), ("Empty", "")]))
    assert "appears here" in written(empty_state("No quotes", "It appears here."))


def test_a_command_form_carries_token_and_a_fresh_key() -> None:
    first, second = (written(command_form(PERSON, "/do")) for _n in range(2))
    assert 'method="post"' in first
    assert f'name="csrf_token" value="{PERSON.csrf}"' in first
    assert 'name="submission"' in first
    assert first != second
    assert "kept-key" in written(command_form(PERSON, "/do", key="kept-key"))
    text = written(filter_form("/invoices", keep={"site": "x", "q": ""}))
    assert "csrf" not in text
    assert '<input type="hidden" name="site" value="x">' in text


def test_fields_are_labelled_and_tied_to_help_and_error() -> None:
    text = written(field("mail", "E-mail", "email", help="Yours", error="Missing"))
    assert '<label for="mail" class="label">' in text
    assert 'aria-describedby="mail-help mail-error" aria-invalid="true"' in text
    assert 'selected=""' in written(select_field("s", "State", "state", [("a", "A")], value="a"))
    assert error_summary({}) is None
    assert 'href="#mail"' in written(error_summary({"mail": "Missing"}))


def test_navigation_offers_what_can_be_opened_and_nothing_else() -> None:
    text = frame(paths=frozenset({"/", "/invoices"}))
    assert text.count('href="/invoices"') == 3  # sidebar, tabs, sheet
    for path in ALL_PATHS - {"/", "/invoices"}:
        assert f'href="{path}"' not in text
    assert "/staff/clients" not in text
    staff = frame(viewer=replace(PERSON, staff_role=StaffRole.AGENT), paths=ALL_PATHS | {"/staff/clients"})
    assert 'href="/staff/clients"' in staff


def test_navigation_marks_where_one_is_and_keeps_the_site() -> None:
    text = frame(path="/invoices/abc", scope=Scope(HOTEL, None, False, 3))
    assert text.count('aria-current="true"') == 3
    assert f'href="/documents?site={HOTEL.public_id}"' in text
    only = frame(scope=Scope(HOTEL, None, True, 1))
    assert "?site=" not in only
    several = replace(PERSON, clients=(*PERSON.clients, ClientChoice(2, "dddddddddddddddd", "Palazzo")))
    assert "?client=dddddddddddddddd" in frame(viewer=several, scope=Scope(None, several.clients[1], False, 3))


def test_the_banner_says_whom_staff_look_as_and_leaves_nothing_to_change() -> None:
    text = frame(viewer=replace(PERSON, acting_staff_id=9, acting_staff_name="Ana"))
    assert "You see the portal as Laura Puig" in text
    assert 'action="/view-as"' in text
    assert 'action="/preferences"' not in text
    assert 'class="banner"' not in frame()


def test_the_site_control_is_a_link_or_plain_text() -> None:
    assert 'href="/sites"' in written(scope_control(Scope(total=3)))
    assert "All sites" in written(scope_control(Scope(total=3)))
    alone = written(scope_control(Scope(HOTEL, None, True, 1)))
    assert "<a" not in alone
    assert HOTEL.address in alone


def test_initials_come_from_any_name() -> None:
    assert [initials(name) for name in ("Laura Puig", "Ștefan", "a@b.example", "", "  ", "Ana María de Soto")] == [
        "LP", "ȘT", "AB", "?", "?", "AS",
    ]  # fmt: skip


def test_help_shows_the_companys_telephone_and_address() -> None:
    text = frame()
    assert 'href="tel:+34932555014"' in text
    assert 'href="mailto:help@vigil.example"' in text
    assert "Need help" not in frame(company=replace(COMPANY, phone="", email=""))
