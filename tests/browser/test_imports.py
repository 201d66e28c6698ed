"""The real sample files come in through the page: columns told, tried out, imported, undone; in a real browser."""

import pytest
from selenium.webdriver.support.ui import Select

from integrations.storage import open_storage
from jobs import imports
from jobs.queue import use_settings
from tests.browser.chromium import Browser
from tests.browser.server import Live, complaints
from tests.data.importing import MAPPINGS, SAMPLES
from tests.doors import scalar, sql

pytestmark = [pytest.mark.browser]
STATE = "document.querySelector('.imp-state') && document.querySelector('.imp-state').textContent.includes('{}')"


@pytest.fixture
def working(settings, monkeypatch):
    """The worker's part, done when asked; pages look again each second."""
    monkeypatch.setattr("components.import_views.LOOK_AGAIN", 1)
    use_settings(settings)
    yield lambda: [imports.carry_import(row.id) for row in sql(
        "select id from portal.imports where state in ('reading', 'checking', 'running', 'undoing')")]  # fmt: skip
    use_settings(None)
    for row in sql("select storage_key from portal.imports where storage_key is not null"):
        open_storage(settings.files_url).delete(row.storage_key)


def upload(browser: Browser, live: Live, name: str, working) -> None:
    browser.visit(live.address + "/staff/imports")
    browser.find_element("id", "import-upload-file").send_keys(str(SAMPLES / name))
    browser.press("#import-upload button[type=submit]")
    browser.arrive("location.pathname.startsWith('/staff/imports/')")
    working()
    browser.arrive(STATE.format("Columns to look at"))


def choose(browser: Browser, control: str, words: str) -> None:
    """A column by its heading; a text of one's own after `=`."""
    box = Select(browser.find_element("name", f"c.{control}"))
    if not words.startswith("="):
        box.select_by_visible_text(words)
        return
    box.select_by_value("=")
    text = browser.find_element("name", f"t.{control}")
    if text.tag_name == "select":
        Select(text).select_by_value(words[1:])
    else:
        text.send_keys(words[1:])


def try_and_import(browser: Browser, working) -> None:
    browser.press("#mapping button[value=check]")
    browser.arrive("document.querySelector('#page a[data-refresh]')")
    working()
    browser.arrive(STATE.format("Ready to import"))
    browser.press("form[action$='/run'] button")
    browser.arrive("document.querySelector('#page a[data-refresh]')")
    working()
    browser.arrive(STATE.format("Imported"))


def test_invoices_and_their_clients_are_told_by_hand_imported_and_undone(browser: Browser, live: Live, working):
    live.enter(browser, "admin")
    upload(browser, live, "own_it_fatture_cp1252.csv", working)
    Select(browser.find_element("name", "add")).select_by_value("clients")
    browser.press("#mapping button[value=add]")
    browser.arrive("document.querySelector('#map-clients')")
    for control, words in {
        "clients.reference": "P.IVA", "clients.name": "Cliente", "invoices.client": "P.IVA",
        "invoices.state": "=issued", "invoices.currency": "=EUR",
    }.items():  # fmt: skip
        choose(browser, control, words)
    for width in (1440, 390, 320):
        browser.resize(width)
        assert browser.too_wide() == []
        # a form longer than a phone always has something half under the bar of tabs
        assert [one for one in browser.barriers() if "partially obscured" not in one] == []
    browser.resize(1440)
    try_and_import(browser, working)
    assert scalar("select sum(gross)::text from portal.invoices where source = 'files'") == "213382.12"
    browser.resize(390)
    assert browser.too_wide() == []
    assert browser.barriers() == []
    browser.press("form[action$='/undo'] button")
    browser.arrive("document.querySelector('#page a[data-refresh]')")
    working()
    browser.arrive(STATE.format("Undone"))
    assert scalar("select count(*) from portal.clients where source = 'files'") == 0
    assert complaints(live, browser) == []


def test_results_in_spanish_words_are_understood_and_a_mapping_file_is_put_in(browser: Browser, live: Live, working):
    live.enter(browser, "admin")
    upload(browser, live, "own_es_inspecciones_cp1252.csv", working)
    text = (MAPPINGS / "es_inspections.toml").read_text(encoding="utf-8")
    browser.execute_script("document.querySelector('#import-text details').open = true;"
                           "document.getElementById('imp-toml').value = arguments[0]", text)  # fmt: skip
    browser.press("#import-text button[type=submit]")
    browser.arrive("document.querySelector('#map-sites')")
    meaning = Select(browser.find_element("name", "v.inspections.result.0"))
    assert meaning.first_selected_option.get_attribute("value") == "with_remarks"
    try_and_import(browser, working)
    done = sql("select result, count(*) as n from portal.inspections where source = 'gestión' group by 1 order by 1")
    assert {row.result: row.n for row in done}.keys() == {"compliant", "non_compliant", "with_remarks"}
    assert complaints(live, browser) == []
