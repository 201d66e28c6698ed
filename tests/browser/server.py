"""The real application on a port of this machine, and quick ways in for the cast."""

from __future__ import annotations

import threading
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from auth import cookies
from tests import cast
from tests.browser.chromium import Browser
from tests.doors import begin_session


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Requests are looked at in the tests, not in a log."""


class Live:
    """The portal as browsers reach it, on whatever database the process has open at the moment."""

    def __init__(self, server: Flask) -> None:
        self.server = server
        self._http = make_server("127.0.0.1", 0, server, threaded=True, request_handler=_Quiet)
        self.address = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def enter(self, browser: Browser, person: str, path: str = "") -> None:
        """Sign in without the form: one of the cast, or an e-mail address; then open the path, if any, live."""
        email = cast.EMAILS.get(person, person)
        browser.give_cookie(self.address, cookies.SESSION, begin_session(email))
        if path:
            browser.visit(self.address + path)

    def foreign(self, browser: Browser) -> list[str]:
        """Addresses of other hosts that the browser has asked since this was last looked at."""
        # the browser's own PDF viewer is an extension
        own = (self.address, "data:", "blob:", "about:", "chrome:", "chrome-extension:")
        return [one.url for one in browser.asked() if not one.url.startswith(own)]

    def quit(self) -> None:
        """Stop answering."""
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


def complaints(live: Live, browser: Browser, status: int = 200) -> list[str]:
    """Everything that is never right on any page: console, policy, other hosts. `status`: what the page answers."""
    logged = browser.messages()
    if status >= 400:  # Chromium logs the answer itself
        logged = [line for line in logged if f"status of {status}" not in line]
    found: list[Any] = [*logged, *browser.violations(), *live.foreign(browser)]
    return [str(one) for one in found]
