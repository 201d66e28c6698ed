"""Staff drop files, look at one, confirm the rest and take all of it back, in a real browser, on desktop and phone."""

from pathlib import Path

import pytest

from data.ids import new_public_id
from tests.access.test_publishing import NUMBER, OTHER, PAGE, paper
from tests.browser.chromium import Browser
from tests.browser.server import Live, complaints
from tests.doors import scalar, sql

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def states() -> list[str]:
    return [row.state for row in sql("select state from portal.publishing_items order by file_name")]


def test_a_batch_is_dropped_confirmed_and_taken_back(browser: Browser, live: Live, tmp_path: Path) -> None:
    sql(f"update portal.invoices set number = '{NUMBER}' where number = 'INV-HOTEL'")
    sql(f"update portal.invoices set number = '{OTHER}' where number = 'INV-SPA'")
    for name, words in (("a.pdf", NUMBER), ("b.pdf", OTHER), ("c.pdf", "a letter")):
        (tmp_path / name).write_bytes(paper(words))
    live.enter(browser, "admin", PAGE)
    chosen = browser.find_element("css selector", ".upload-input")
    chosen.send_keys("\n".join(str(tmp_path / f"{name}.pdf") for name in "abc"))
    browser.await_truth("document.querySelectorAll('.upload-list li').length === 3")
    browser.find_element("css selector", ".upload-box [type=submit]").click()
    browser.arrive("/publishing\\/[a-z2-7]{16}$/.test(location.pathname)")
    assert states() == ["certain", "certain", "uncertain"]
    assert browser.barriers() == []
    browser.find_elements("css selector", "#certain input[type=checkbox]")[1].click()
    browser.find_element("id", "publish-ticked").click()
    browser.arrive("location.search === '?done=published'")
    assert states() == ["published", "certain", "uncertain"]
    browser.find_element("css selector", "#uncertain .button").click()
    browser.arrive("location.pathname.includes('/items/')")
    browser.find_element("id", "place-search").send_keys("spa miramar\n")
    browser.arrive("location.search.includes('q=spa')")
    assert browser.barriers() == []
    browser.find_element("css selector", ".row-link[href*='?site=']").click()
    browser.arrive("location.search.includes('?site=')")
    browser.find_element("css selector", "#item-kind option[value=other]").click()
    browser.find_element("css selector", "button[value=publish]").click()
    browser.arrive("location.search === '?done=published'")
    assert states() == ["published", "certain", "published"]
    browser.resize(390)
    assert browser.barriers() == []
    assert browser.too_wide() == []
    browser.find_element("id", "undo-reason").send_keys("Wrong year")
    browser.find_element("css selector", "#undo .danger").click()
    browser.arrive("location.search === '?done=undone'")
    assert states() == ["undone", "discarded", "undone"]
    assert complaints(live, browser) == []


def test_a_document_is_added_on_a_phone(browser: Browser, live: Live, tmp_path: Path) -> None:
    invoice = scalar("select public_id from portal.invoices where number = 'INV-MIRAMAR'")
    (tmp_path / "copy.pdf").write_bytes(paper(f"copy {new_public_id()}"))
    browser.resize(390)
    live.enter(browser, "admin", f"{PAGE}/add?invoice={invoice}")
    assert browser.barriers() == []
    browser.find_element("css selector", ".upload-input").send_keys(str(tmp_path / "copy.pdf"))
    browser.await_truth("document.querySelector('.upload-list li')")
    browser.find_element("css selector", "#item-kind option[value=invoice]").click()
    browser.find_element("id", "item-title").send_keys("Signed copy")
    send = browser.find_element("css selector", ".upload-box [type=submit]")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", send)  # away from under the bar
    send.click()
    browser.arrive("location.search === '?done=published'")
    assert scalar("select count(*) from portal.documents where title = 'Signed copy'") == 1
    assert complaints(live, browser) == []
