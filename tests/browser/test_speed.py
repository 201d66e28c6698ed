"""Long lists appear at once: Dash takes seconds to mount hundreds of live elements, our plain trees do not."""

import pytest

from tests.browser.chromium import Browser
from tests.browser.server import Live

pytestmark = pytest.mark.browser
MANY_SITES = "manager@bellavista.example"  # 300 of them, a hundred to a page
WITHIN = 1000  # milliseconds; live elements take 3000 on a quiet machine


def test_a_table_of_more_than_80_rows_appears_within_a_second_of_its_answer(browser: Browser, demo_live: Live) -> None:
    browser.set_script_timeout(30)
    demo_live.enter(browser, MANY_SITES)
    times = []
    for _turn in range(3):  # the best of three: other work on the machine is not what is measured
        browser.visit(demo_live.address + "/contracts")
        browser.execute_script("document.querySelector('a[data-scope]').removeAttribute('data-scope')")  # a plain link
        times.append(browser.execute_async_script("instruments.rowsAfter(...arguments)", "a.scope-button", 80))
    browser.until_at("/sites")
    assert min(times) < WITHIN, times
