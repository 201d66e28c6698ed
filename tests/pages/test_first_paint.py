"""The first paint: what it writes, that the live tree equals it node by node, that the exchange loses nothing."""

import json
import re

import pytest
from dash import dcc, html

from components.first_paint import as_json, has_live_parts, html_of
from components.html import A, Div, Input, Option, P, Plain, Pre, Select, Textarea
from tests.browser.chromium import COMPLETE, Browser
from tests.pages.small_portal import SITE, SmallPortal

PAGES = ("/", f"/?site={SITE}", "/invoices", f"/invoices/{SITE}", "/kitchen", "/live", "/nowhere")


def test_text_and_attributes_are_escaped() -> None:
    tree = P("<script>alert(1)</script> & more", title='"><img src=x onerror=alert(1)>')
    assert html_of(tree) == (
        '<p title="&quot;&gt;&lt;img src=x onerror=alert(1)&gt;">&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</p>'
    )


def test_addresses_that_run_code_are_left_out() -> None:
    for address in ("javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x"):
        assert html_of(A("x", href=address)) == "<a>x</a>"
    assert html_of(A("x", href="/a:b")) == '<a href="/a:b">x</a>'


@pytest.mark.parametrize("props", [{"onClick": "alert(1)"}, {"autoFocus": True}, {"a b": "c"}])
def test_attributes_that_run_code_or_move_the_focus_are_refused(props: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="attribute"):
        html_of(Div("x", **props))


def test_elements_that_run_code_and_unknown_components_are_refused() -> None:
    with pytest.raises(ValueError, match="script"):
        html_of({"type": "Script", "namespace": "dash_html_components", "props": {}})
    with pytest.raises(ValueError, match="no first paint"):
        html_of(Div(dcc.Input(id="x")))


def test_fields_start_with_their_values() -> None:
    assert html_of(Select(Option("One", value="1"), Option("Two", value="2"), value="2")) == (
        '<select><option value="1">One</option><option value="2" selected="">Two</option></select>'
    )
    assert html_of(Textarea(value="\n<a>", name="t")) == '<textarea name="t">\n\n&lt;a&gt;</textarea>'
    assert html_of(Input(value="v", type="checkbox", checked=True)) == '<input value="v" type="checkbox" checked="">'
    assert html_of(Pre("\nx")) == "<pre>\n\nx</pre>"


def test_json_in_the_page_cannot_end_its_element() -> None:
    text = as_json({"a": "</script><script>alert(1)</script>\u2028", "b": html.Div("x")})
    assert "<" not in text
    assert json.loads(text)["a"] == "</script><script>alert(1)</script>\u2028"


def test_only_trees_without_components_or_callback_ids_are_plain() -> None:
    assert not has_live_parts(Div(P("x", id="heading")), frozenset({"button"}))
    assert has_live_parts(Div(P("x", id="button")), frozenset({"button"}))
    assert has_live_parts([Div(P(id={"type": "pay", "invoice": 1}))], frozenset())
    assert has_live_parts(Div(html.P("x")), frozenset())
    assert has_live_parts(Div(Plain(P("x"))), frozenset())


def test_the_document_has_the_page_its_layout_and_no_inline_script(small: SmallPortal) -> None:
    text = small.server.test_client().get("/invoices?count=3").text
    assert re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text) == []
    assert "cell 2 7</td>" in text
    boot = json.loads(re.search(r'id="boot">(.*?)</script>', text, re.S)[1])
    assert {"_dash-layout", "_dash-dependencies", "portal"} <= boot.keys()
    assert len(re.findall("<script src=", text)) == 1, "nothing else runs before the page can be read"
    sources = re.search(r'<script src="[^"]+" data-then="([^"]+)" defer>', text)[1]
    assert sources.index("/react@") < sources.index("/react-dom@") < sources.index("dash_renderer")
    for needless in ("polyfill", "dash_table", "dcc", "plotly", "bootstrap"):
        assert needless not in sources
    config = re.search(r'id="_dash-config">(.*?)</script>', text, re.S)[1]
    assert "version" not in json.loads(config)
    assert not [name for name in json.loads(config) if name.endswith("version")]


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
def test_the_live_tree_equals_the_first_paint(browser: Browser, address: str, path: str) -> None:
    browser.visit(address + path)
    assert browser.differences() == []
    assert browser.violations() == []
    assert [line for line in browser.messages() if "404" not in line] == []


@pytest.mark.browser
def test_nothing_is_asked_for_before_the_content_and_no_other_host_ever(
    browser: Browser, small: SmallPortal, address: str
) -> None:
    browser.visit(address + "/invoices")
    assert [line for line in small.asked if "_dash-" in line and "component-suites" not in line] == []
    entries = browser.execute_script("return performance.getEntriesByType('resource').map(e => [e.name, e.startTime])")
    assert [name for name, _at in entries if not name.startswith(address)] == []
    readable = browser.execute_script("return performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert [name for name, at in entries if "component-suites" in name and at < readable] == []


@pytest.mark.browser
def test_a_table_of_80_rows_from_a_callback_appears_at_once_and_whole(browser: Browser, address: str) -> None:
    """One request brings it, and no state with a part of its rows is ever shown."""
    browser.visit(address + "/live")
    browser.asked()
    browser.execute_script("""
        window.counts = [];
        new MutationObserver(function () { counts.push(document.querySelectorAll('#filled tr').length); })
            .observe(document.body, {childList: true, subtree: true});
        document.getElementById('live-fill').click()""")
    browser.await_truth("document.querySelectorAll('#filled tr').length === 80")
    assert set(browser.execute_script("return counts")) <= {0, 80}
    assert [one.method for one in browser.asked() if "_dash-update" in one.url] == ["POST"]


@pytest.mark.browser
def test_without_javascript_pages_are_read_and_links_lead_on(browser: Browser, address: str) -> None:
    browser.block_scripts()
    browser.get(address + "/invoices")
    assert len(browser.find_elements("css selector", "#page tbody tr")) == 80
    browser.find_element("css selector", ".sidebar a[href='/']").click()
    browser.until_at("/")
    assert browser.find_element("css selector", "h1").text == "Overview"
    browser.get(address + "/invoices?count=3")
    browser.find_element("id", "q").send_keys("lamp")
    browser.find_element("id", "apply").click()
    browser.until_at("/invoices?count=3&q=lamp&state=")
    assert browser.find_element("id", "q").get_attribute("value") == "lamp"
    browser.find_element("css selector", "a[data-scope]").click()
    browser.until_at("/sites")


@pytest.mark.browser
def test_what_was_done_before_the_exchange_is_there_after_it(browser: Browser, address: str) -> None:
    hold = (
        "Object.defineProperty(window, 'DashRenderer',"
        "{get() { window.tried = true; return window.go ? window.kept : undefined }, set(v) { window.kept = v }})"
    )
    added = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": hold})
    try:
        browser.get(address + "/invoices")
        browser.await_truth("window.kept && window.tried")  # by the page itself, which does not try again
        browser.execute_script(
            "var q=document.getElementById('q');q.focus();q.value='lam';q.setSelectionRange(1,2);"
            "document.getElementById('state').value='paid';scrollTo(0,300);document.querySelector('.user-menu').open=true"
        )
        browser.execute_script("window.go=true;new window.kept()")
        browser.arrive()
        found = browser.execute_script(
            "var q=document.getElementById('q');"
            "return [document.activeElement.id,q.value,q.selectionStart,q.selectionEnd,"
            "document.getElementById('state').value,scrollY,document.querySelector('.user-menu').open]"
        )
    finally:
        browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)
    assert found == ["q", "lam", 1, 2, "paid", 300, True]


@pytest.mark.browser
def test_a_page_that_never_comes_alive_says_so_and_stays_readable(browser: Browser, address: str) -> None:
    source = "Object.defineProperty(window,'DashRenderer',{get(){return undefined},set(v){}});"
    source += "var wait=window.setTimeout;window.setTimeout=function(f,t){return wait(f,t===15000?300:t)}"
    added = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": source})
    try:
        browser.get(address + "/invoices?count=2")
        browser.await_truth("document.querySelector('#trouble').textContent.includes('not finished loading')")
        assert browser.find_element("css selector", "h1").text == "Invoices"
        browser.find_element("css selector", ".sidebar a[href='/']").click()
        browser.await_truth(f"{COMPLETE} && location.pathname === '/'")
        assert browser.find_element("css selector", "h1").text == "Overview"
    finally:
        browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)
