"""The eyes themselves: a page with known faults, each of which is seen."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Browse
from tests.browser.looks import faults_of

pytestmark = pytest.mark.browser

BAD = """<!doctype html><html><head><title></title><style>
  body { margin: 0; background: #fff; color: #222; font: 16px sans-serif; }
  .pale { color: #999; }
  .veiled { opacity: 0.4; }
  .marked::before { content: "note"; color: #bbb; }
  .wide { inline-size: 2000px; }
  button { block-size: 30px; inline-size: 80px; }
</style></head><body>
  <p class="pale">pale</p> <p class="veiled">veiled</p> <p class="marked">fine</p> <p class="wide">wide</p>
  <p><a href="#x">alone</a></p> <p>a link <a href="#x">in a sentence</a></p>
  <main><form><button>Close</button></form><p style="margin: 0">by</p></main>
  <button>Small</button> <img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
</body></html>"""

SEEN = (
    "scrolls sideways, 2000 in 390",
    "has no language",
    "has no title",
    "has 0 h1",
    "not 24: <a",
    "is 80 by 30, not 44: <button",
    "stands 0 above what follows, not 8: <button",
    'has contrast 2.85, not 4.5 (text): <p class="pale">',
    'not 4.5 (text): <p class="veiled">',
    'has contrast 1.92, not 4.5 (::before): <p class="marked">',
    "axe image-alt",
)


def test_what_is_wrong_with_a_page_is_seen(browse: Browse) -> None:
    page = browse()
    page.goto("about:blank")
    page.set_content(BAD)
    on_a_phone = [fault for fault in faults_of(page) if fault.startswith("phone, light: ")]
    assert [one for one in SEEN if not any(one in fault for fault in on_a_phone)] == []
    assert not any("in a sentence" in fault and "axe" not in fault for fault in on_a_phone)
