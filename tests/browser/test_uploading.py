"""Uploading in a real browser: a phone's width, a picture, one refused; plain without scripts; nothing twice."""

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.chromium import Browser
from tests.browser.server import Live, complaints
from tests.doors import scalar, sql

pytestmark = pytest.mark.browser
LISTED = (
    "return [].map.call(document.querySelectorAll('#upload [data-files] li'), function (li) { return li.className; })"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    drawn = io.BytesIO()
    Image.effect_noise((900, 700), 80).convert("RGB").save(drawn, "JPEG", quality=92)
    (tmp_path / "lobby.jpg").write_bytes(drawn.getvalue())
    (tmp_path / "page.svg").write_text("<svg onload='alert(1)'/>")
    (tmp_path / "liar.pdf").write_text("GIF89a")
    return tmp_path


def choose(browser: Browser, *files: Path) -> None:
    browser.find_element("id", "upload-file").send_keys("\n".join(str(one) for one in files))


def descriptions() -> list[str]:
    return [row.file_name for row in sql("select file_name from portal.files where storage_key like 'uploads/%'")]


def test_a_picture_is_sent_from_a_phone_and_what_is_refused_keeps_it_not_back(
    browser: Browser, live: Live, database: str, folder: Path
) -> None:
    browser.resize(390, 1500)
    live.enter(browser, "owner", "/files")
    browser.press("a[href^='/files/new']")
    browser.until_at("/files/new")
    choose(browser, folder / "lobby.jpg", folder / "page.svg", folder / "liar.pdf")
    browser.await_truth("document.querySelectorAll('#upload [data-files] li').length === 3")
    assert browser.execute_script(LISTED) == ["waiting", "bad", "waiting"]
    assert browser.barriers() == []
    assert browser.too_wide() == []
    browser.find_element("id", "upload-description").send_keys("Lobby after the works")
    browser.press("#upload button[type=submit]")
    browser.await_truth("!document.querySelector('#upload[data-sending]') && document.querySelector('#upload li.done')")
    assert browser.execute_script(LISTED) == ["done", "bad", "bad"]
    assert browser.find_element("id", "upload-description").get_attribute("value") == "Lobby after the works"
    assert descriptions() == ["lobby.jpg"]
    assert complaints(live, browser, 422) == []
    browser.visit(live.address + "/files")
    browser.press(".record-link[href*='/files/']")
    browser.arrive("location.pathname.startsWith('/files/')")
    browser.await_truth("document.querySelector('.viewer-picture').naturalWidth === 900")
    assert complaints(live, browser) == []


def test_without_scripts_the_form_is_a_plain_one(browser: Browser, live: Live, database: str, folder: Path) -> None:
    live.enter(browser, "owner")
    browser.block_scripts()
    try:
        browser.get(live.address + "/files/new")
        choose(browser, folder / "lobby.jpg", folder / "liar.pdf")
        browser.find_element("id", "upload-description").send_keys("Two at once")
        browser.leave_by("#upload button[type=submit]")
        assert browser.find_elements("css selector", "#upload .upload-list .bad")
        assert "The file is not what its name says." in browser.page_source
        assert browser.find_element("id", "upload-description").get_attribute("value") == "Two at once"
        assert descriptions() == ["lobby.jpg"]
        choose(browser, folder / "lobby.jpg")
        browser.leave_by("#upload button[type=submit]")
        browser.until_at("/files?said=received")
    finally:
        browser.block_scripts(False)
    assert scalar("select count(*) from portal.files where description = 'Two at once'") == 2


def test_all_well_leads_on_to_the_list(browser: Browser, live: Live, database: str, folder: Path) -> None:
    live.enter(browser, "owner", "/files/new")
    choose(browser, folder / "lobby.jpg")
    browser.await_truth("document.querySelector('#upload li.waiting')")
    browser.find_element("id", "upload-description").send_keys("Lobby")
    browser.press("#upload button[type=submit]")
    browser.until_at("/files?said=received")
    assert "Your files were received." in browser.page_source
    assert complaints(live, browser) == []
