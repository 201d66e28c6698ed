"""What the person sees: Chromium on the generated company, our pages and the yardstick's in turns, cold and warm.

Run: python -m benchmarks.eyes [rounds]. A desktop as this machine is, and a phone: 4 times slower, 10 Mbit/s, 100 ms.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import flask_bootstrap
from flask import Flask, Response

from app import create_app
from auth import cookies
from benchmarks.generated import generated, person
from benchmarks.report import Report
from benchmarks.serving import ATRIO, PORT, serving
from benchmarks.visitor import Visitor
from benchmarks.yardstick.app import ROWS, create_yardstick
from data.logins import libpq_address
from data.queries import slices
from data.queries.scope import list_sites
from tests.browser.chromium import Browser, running, start_browser

SIZE = 0.02  # of the generated company: it is not the database that is looked at
MOST = {"bytes": 360_000, "requests": 16, "answer": 2800, "ratio": 1.3, "moved": 0.005}
_INSTRUMENTS = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of ours and of the yardstick: where it is, what one reads first, what is pressed and what answers."""

    name: str
    path: str
    ours: str
    theirs: str
    press: str
    answered: str


@dataclass(frozen=True, slots=True)
class Device:
    """What somebody holds in the hand. `slower` than this machine; no latency means no limit at all."""

    name: str
    width: int
    height: int
    slower: int = 1
    latency: int = 0

    def take(self, browser: Browser) -> None:
        """Be this device in the window that is open."""
        asked = {"width": self.width, "height": self.height, "deviceScaleFactor": 1, "mobile": self.width < 600}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", asked)
        browser.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": self.slower})
        through = 10_000_000 / 8 if self.latency else -1
        browser.execute_cdp_cmd("Network.emulateNetworkConditions", {
            "offline": False, "latency": self.latency, "downloadThroughput": through, "uploadThroughput": through,
        })  # fmt: skip


DEVICES = (Device("desktop", 1440, 900), Device("phone", 390, 844, slower=4, latency=100))


def portal() -> Flask:
    """The application that gunicorn serves here: lists as long as the yardstick's."""
    slices.PAGE = ROWS
    return create_app()


def dressed(conninfo: str) -> Flask:
    """The yardstick with a stylesheet behind the address it names: Bootstrap's, as its author would have taken."""
    app = create_yardstick(conninfo)
    folder = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css"
    style = (folder / "bootstrap.min.css").read_bytes()
    kept = {"Cache-Control": "public, max-age=3600"}
    app.view_functions["static"] = lambda filename: Response(style, mimetype="text/css", headers=kept)
    return app


def main(rounds: int) -> None:
    """Measure on the kept company."""
    with generated(SIZE) as settings, Report("eyes") as report:
        someone = person("typical@generated.example")
        token = Visitor(create_app(settings), someone.person_id or 0).token
        site = next(one.public_id for one in list_sites(someone).sites)
        database = repr(libpq_address(settings.database_url or ""))
        pages = (
            Page("dashboard", f"/?site={site}", "#page .row-meta, #page .tile-value", "main .card li, main .card p",
                 "#owed", "#table-search"),
            Page("list", "/invoices", "#page tbody tr > *", "main tbody tr > td",
                 ".chip[aria-pressed=false]", ".chip:not([value=all])[aria-pressed=true]"),
        )  # fmt: skip
        with (
            serving(settings, (*ATRIO, "benchmarks.eyes:portal()")),
            serving(settings, (f"benchmarks.eyes:dressed({database})", "--worker-class", "gthread"), PORT + 1),
            serving(
                settings,
                (f"benchmarks.yardstick.app:create_yardstick({database})", "--worker-class", "gthread"),
                PORT + 2,
            ),
            running(start_browser) as browser,
        ):
            ours, dressed, bare = (f"http://127.0.0.1:{port}" for port in range(PORT, PORT + 3))
            browser.give_cookie(ours, cookies.SESSION, token)
            browser.give_cookie(bare, "session", token)
            for page in pages:
                for device in DEVICES:
                    _beside(report, browser, page, device, {"ours": ours, "dressed": dressed, "bare": bare}, rounds)
                _travelled(report, browser, page, ours)


def _beside(report: Report, browser: Browser, page: Page, device: Device, at: dict[str, str], rounds: int) -> None:
    """Ours and the yardstick's in turns, each in a window of its own, first with nothing kept, then with what was."""
    found: dict[str, list[dict[str, float]]] = defaultdict(list)
    for turn in range(rounds + 1):
        for whose, address in at.items():
            what, pressing = (page.ours, page) if whose == "ours" else (page.theirs, None)
            with _window(browser, device):
                browser.execute_cdp_cmd("Network.clearBrowserCache", {})
                cold = _load(browser, address + page.path, what, pressing)
                browser.get("about:blank")
                warm = _load(browser, address + page.path, what, None)
            if turn:  # the first one warms the servers
                found[f"{whose} cold"].append(cold)
                found[f"{whose} warm"].append(warm)
    name = f"{page.name}, {device.name}"
    for how in ("cold", "warm"):
        times = {whose: [load["readable"] for load in found[f"{whose} {how}"]] for whose in at}
        for whose, taken in times.items():
            report.times(f"{name}, {how}: readable, {whose}", taken)
        report.ratio(f"{name}, {how}: against the yardstick, dressed", times["ours"], times["dressed"], MOST["ratio"])
        report.ratio(f"{name}, {how}: against the yardstick, bare", times["ours"], times["bare"], MOST["ratio"])
    cold = found["ours cold"]
    report.times(f"{name}, cold: live", [load["alive"] for load in cold])
    report.value(f"{name}, cold: blocked", statistics.median(load["blocked"] for load in cold), "ms")
    answers = statistics.median(load["answered"] for load in cold)
    report.value(f"{name}, cold: a pressed button has answered", answers, "ms", MOST["answer"])
    shifts = [load["shifts"] for how in ("cold", "warm") for load in found[f"ours {how}"]]
    report.value(f"{name}: most that moved (CLS)", max(shifts), "", MOST["moved"])


@contextmanager
def _window(browser: Browser, device: Device) -> Iterator[None]:
    """A window, and with it a process, of its own."""
    first = browser.current_window_handle
    browser.switch_to.new_window("tab")
    browser.execute_cdp_cmd("Network.enable", {})
    device.take(browser)
    yield
    browser.close()
    browser.switch_to.window(first)


def _load(browser: Browser, address: str, what: str, pressing: Page | None) -> dict[str, float]:
    """Load a page and wait for what is sought; `pressing`: press as soon as it is live, and wait for the answer."""
    press, answered = (pressing.press, pressing.answered) if pressing else ("", "")
    sought = {"what": what, "press": press, "answered": answered}
    source = _INSTRUMENTS.replace("SOUGHT", json.dumps(sought))
    script = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": source})
    browser.get(address)
    browser.await_truth("window.seen.readable", 30)
    if pressing:
        browser.await_truth("window.seen.answered > 1", 30)
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
    return dict(browser.execute_script("return window.seen"))


def _travelled(report: Report, browser: Browser, page: Page, ours: str) -> None:
    """Bytes and requests of a first visit, requests of the next page view, and whether one can read without scripts."""
    browser.execute_cdp_cmd("Network.clearBrowserCache", {})
    browser.asked()
    browser.visit(ours + page.path)
    time.sleep(1)  # what comes last: the icon of the window
    loaded = browser.travelled()
    report.value(f"{page.name}, a first visit: bytes", sum(loaded.values()), "bytes", MOST["bytes"])
    report.value(f"{page.name}, a first visit: requests", len(loaded), "", MOST["requests"])
    browser.execute_script(f"document.querySelector({json.dumps(page.press)}).click()")
    browser.await_truth(f"document.querySelector({json.dumps(page.answered)}) && !window.atrio.going()")
    report.value(f"{page.name}, then pressing: requests", len(browser.travelled()), "", 1)
    browser.block_scripts()
    browser.get(ours + page.path)
    missing = not browser.find_element("css selector", page.ours).is_displayed()
    report.value(f"{page.name}: unreadable without scripts", missing, "", 0)
    browser.block_scripts(False)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
