"""A headless Chromium for tests: widths, media, what it asked for and logged, and what the instruments measure."""

from __future__ import annotations

import base64
import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains

HERE = Path(__file__).parent
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--force-color-profile=srgb", "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
)  # fmt: skip
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# One page may look alike before and after its first paint is exchanged, but what is found in it is other elements.
COMPLETE = "document.readyState === 'complete'"
ALIVE = "document.documentElement.dataset.alive === '1'"
AT_REST = f"{COMPLETE} && (!document.getElementById('boot') || {ALIVE} && !window.atrio.going())"
_COMPARE = (HERE / "compare.js").read_text(encoding="utf-8")
_FETCH = """
var done = arguments[0];
fetch(location.href).then(function (answer) { return answer.text(); }).then(function (text) {
  window.firstPaint = new DOMParser().parseFromString(text, 'text/html').body;
  [window.firstPaint, document].forEach(function (root) {
    root.querySelectorAll('input[name=submission], input[name=batch]').forEach(function (key) {
      key.setAttribute('value', '');
    });
    root.querySelectorAll('form[data-upload], a[href*="?batch="]').forEach(function (form) {
      [].forEach.call(form.attributes, function (one) { one.value = one.value.replace(/[a-z2-7]{16}/, ''); });
    });
  });
  if (document.querySelector('#frame h1').hasAttribute('tabindex')) window.firstPaint.querySelector('h1').tabIndex = -1;
  done();
});
"""
_AXE = (HERE / "axe.min.js").read_text(encoding="utf-8")
_INSTRUMENTS = (HERE / "instruments.js").read_text(encoding="utf-8")
# axe is half a megabyte: sent once for all documents, and read by those that are looked at
_START_AXE = f"window.startAxe = function () {{ if (!window.axe) {{ {_AXE} }} }};"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that left the browser. `kind` is Chromium's word: Document, Script, Fetch, XHR ..."""

    method: str
    url: str
    kind: str


class Browser(Chrome):
    """Chromium with the few things our tests ask of it."""

    scripts_blocked = False

    def resize(self, width: int, height: int = 900) -> None:
        """The window's size in CSS pixels; below 600 a phone that is touched."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def prefer(self, scheme: str, media: str = "", **features: str) -> None:
        """What the device asks for: light or dark, `media="print"`, `forced_colors="active"` and the like."""
        wanted = {"prefers-color-scheme": scheme} | {name.replace("_", "-"): value for name, value in features.items()}
        told = [{"name": name, "value": value} for name, value in wanted.items()]
        self.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": told})

    def block_scripts(self, blocked: bool = True) -> None:
        """JavaScript switched off, as some people have it."""
        self.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": blocked})
        self.scripts_blocked = blocked

    @contextmanager
    def offline(self) -> Iterator[None]:
        """No connection for a while."""
        cut = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
        self.execute_cdp_cmd("Network.emulateNetworkConditions", cut)
        try:
            yield
        finally:
            whole = {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
            self.execute_cdp_cmd("Network.emulateNetworkConditions", cut | whole)

    def rest(self) -> None:
        """Ask for nothing more. The page stays: for a blank one, and back, Chromium would start new processes."""
        self.block_scripts(False)
        self.execute_cdp_cmd("Page.stopLoading", {})

    def start_afresh(self) -> None:
        """A desktop in daylight that has never been here: no cookies, nothing stored, nothing logged."""
        self.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self.resize(1440)
        self.prefer("light")
        self.messages()
        self.asked()

    def give_cookie(self, address: str, name: str, value: str) -> None:
        """A cookie for the host of the address."""
        if "/documents/" in self.current_url or "/files/" in self.current_url:
            self.get("about:blank")  # a paper that still loads would be asked for by somebody else
            self.messages()
        self.execute_cdp_cmd("Network.setCookie", {"url": address, "name": name, "value": value})

    def await_truth(self, script: str, seconds: float = 20.0) -> Any:
        """Wait until the expression is true, and give its value; AssertionError with what was logged otherwise.

        Where a page is left for another, `arrive` is meant: this does not ask which of the two it looks at.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.execute_script(f"return {script}")
            if value:
                return value
            time.sleep(0.02)
        raise AssertionError(f"never true: {script}; at {self.current_url}; {self.messages()}")

    def arrive(self, truth: str = "true") -> Any:
        """Wait until a page has come to rest of which the expression is true, and give its value.

        At rest: it is whole, live unless it has nothing to come alive or scripts are blocked, and leads nowhere else.
        """
        rest = COMPLETE if self.scripts_blocked else AT_REST
        return self.await_truth(f"({rest}) && ({truth})")

    def visit(self, address: str) -> None:
        """Open an address and wait until the page has come to rest."""
        self.get(address)
        self.arrive()

    def until_at(self, path: str) -> None:
        """Wait until a navigation has arrived."""
        self.arrive(f"location.pathname + location.search === {json.dumps(path)}")

    def press(self, selector: str) -> None:
        """Press the first element a CSS selector finds."""
        self.find_element("css selector", selector).click()

    def leave_by(self, selector: str) -> None:
        """Press a link or button that leads to a new document, and wait for it."""
        self.execute_script("window.leaving = true")
        self.press(selector)
        self.arrive("!window.leaving")

    def keys(self, *keys: str) -> None:
        """Press keys one after the other, wherever the focus is."""
        ActionChains(self).send_keys(*keys).perform()

    def heading(self) -> str:
        """The words of the page's h1."""
        return str(self.find_element("css selector", "h1").text)

    def messages(self) -> list[str]:
        """What stands in the console since it was last read, warnings and errors only."""
        return [entry["message"] for entry in self.get_log("browser") if entry["level"] in ("WARNING", "SEVERE")]

    def asked(self) -> list[Asked]:
        """What has been asked of servers since this was last read."""
        sent = self._network("requestWillBeSent")
        return [Asked(one["request"]["method"], one["request"]["url"], one.get("type", "")) for one in sent]

    def travelled(self) -> dict[str, int]:
        """Bytes as they came from servers, by address, since this or `asked` was last read."""
        events = self._network("responseReceived", "loadingFinished")
        urls = {one["requestId"]: one["response"]["url"] for one in events if "response" in one}
        ended = {one["requestId"]: int(one["encodedDataLength"]) for one in events if "encodedDataLength" in one}
        return {url: ended[key] for key, url in urls.items() if key in ended and not url.startswith("data:")}

    def _network(self, *kinds: str) -> list[dict[str, Any]]:
        events = [json.loads(entry["message"])["message"] for entry in self.get_log("performance")]
        return [event["params"] for event in events if event["method"] in [f"Network.{kind}" for kind in kinds]]

    def violations(self) -> list[str]:
        """What the content security policy stopped on this page."""
        return list(self.execute_script("return window.violations || []"))

    def differences(self, part: str = "#portal") -> list[str]:
        """Where the live tree differs from the first paint of this document, node by node; empty when it does not."""
        found: list[str] = self.execute_script(_COMPARE, part)
        return found

    def differences_from_a_fresh_load(self) -> list[str]:
        """Where the page as one came to it differs from what its address gives now, but for submission keys."""
        self.execute_async_script(_FETCH)
        return self.differences("#frame")

    def barriers(self, rows: int = 1000) -> list[str]:
        """What axe finds on the page as it is: rule, elements and reasons; empty when nobody is kept out.

        Of tables and lists the first `rows` lines are looked at.
        """
        self.execute_script("window.startAxe()")
        more = [[f"tbody > tr:nth-child(n+{rows + 1})"], [f"li:nth-child(n+{rows + 1})"]]
        found: list[str] = self.execute_async_script("instruments.barriers(...arguments)", TAGS, more)
        return found

    def too_wide(self) -> list[str]:
        """What makes the page scroll sideways; empty when it does not."""
        found: list[str] = self.execute_async_script("instruments.tooWide(...arguments)")
        return found

    def keep_first_paint(self) -> str:
        """Fetch this address as it is now, for `kept_too_wide`; the language it came in."""
        return str(self.execute_async_script("instruments.keepFirstPaint(...arguments)"))

    def keep_answer(self) -> str:
        """Send the form that led here once more, its answer for `kept_too_wide`; the language it came in."""
        return str(self.execute_async_script("instruments.keepAnswer(...arguments)"))

    def kept_too_wide(self) -> list[str]:
        """What would make the first paints that were kept scroll sideways in this width."""
        found: list[str] = self.execute_script("return instruments.keptTooWide()")
        return found

    def hidden_focus(self) -> str:
        """Why the focused element cannot be seen; empty when it can."""
        return str(self.execute_script("return instruments.hiddenFocus()"))

    def wear(self, theme: str) -> None:
        """The theme of the page as it is, as if it had been chosen."""
        self.execute_script("document.documentElement.dataset.bsTheme = arguments[0]", theme)

    def take_picture(self, path: Path) -> None:
        """The whole page, however long, as PNG; bars that stick to the window stand at its ends."""
        width = self.execute_script("return innerWidth")
        self.resize(width, max(600, self.execute_script("return document.documentElement.scrollHeight")))
        taken = self.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})
        path.write_bytes(base64.b64decode(taken["data"]))
        self.resize(width)


def start_browser() -> Browser:
    """A new Chromium; close it with quit()."""
    options = Options()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome")
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    options.add_experimental_option("perfLoggingPrefs", {"enableNetwork": True, "enablePage": False})
    browser = Browser(service=Service(shutil.which("chromedriver")), options=options)
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _INSTRUMENTS + _START_AXE})
    return browser


@contextmanager
def running(start: Callable[[], Any]) -> Iterator[Any]:
    """Something with quit(), quit at the end."""
    thing = start()
    try:
        yield thing
    finally:
        thing.quit()
