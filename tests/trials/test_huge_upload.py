"""A report of 100 MB against the site as it is live: refused in words, once all is sent, and kept in no memory."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from flask import Flask

from mentortrain import clock, config
from mentortrain.db import session
from mentortrain.webinars.models import Webinar
from tests.trials.conftest import Report
from tests.trials.people import Client, gather
from tests.trials.site import running

pytestmark = pytest.mark.trial

MEGABYTE = 1024**2
SENT = 100 * MEGABYTE
MOST_MORE = 16 * MEGABYTE
"""By which a process may grow at its highest: what it needs for any page, and far below what is sent."""
HEAD = (
    '--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
    '--b\r\nContent-Disposition: form-data; name="file"; filename="report.csv"\r\n'
    "Content-Type: text/csv\r\n\r\n"
)
TAIL = b"\r\n--b--\r\n"


@pytest.mark.parametrize("chunked", [False, True], ids=["with its length", "in chunks"])
def test_a_report_of_100_megabytes_is_refused_in_words(
    app: Flask, settings: config.Settings, tmp_path: Path, report: Report, chunked: bool
) -> None:
    with running(tmp_path, settings.database_url) as site:
        site.start("web")
        site.wait_for_web()
        cast = gather(app, site.url, people=0)
        with app.app_context():
            entry = session.get_one(Webinar, cast.webinar_ids[0]).entry
            entry.ends_at = clock.real_now() - timedelta(minutes=5)
            entry.starts_at = entry.ends_at - timedelta(minutes=45)
            session.commit()
        assert cast.staff.get(f"{cast.desk()}/attendance").status == 200
        web = site.children["web"].process
        assert web is not None
        processes = [psutil.Process(web.pid), *psutil.Process(web.pid).children(recursive=True)]
        before = [highest(one) for one in processes]

        status, text = send(cast.staff, f"{cast.desk()}/reports", chunked=chunked)
        assert status == 413
        assert "This file is too large. The limit is 5 MB." in text
        assert 'type="file"' in text, "the form stands below it, for another try"
        more = max(highest(one) - was for one, was in zip(processes, before, strict=True))
        assert more < MOST_MORE
        assert list((site.instance / "files").rglob("*.csv")) == []
        assert cast.staff.get(f"{cast.desk()}/attendance").status == 200, "the site goes on"
    report(f"refused; of the site's processes none grew by more than {more / MEGABYTE:.1f} MB")


def highest(process: psutil.Process) -> int:
    """The most memory that it has had so far, in bytes."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process.pid}/status").read_text())
    assert found
    return int(found[1]) * 1024


def send(somebody: Client, path: str, *, chunked: bool) -> tuple[int, str]:
    """What the site answers to all of it, as a browser sends it: to the end, and only then does it listen."""
    head = HEAD.format(token=somebody.token).encode()

    def body() -> Iterator[bytes]:
        yield head
        for _number in range(SENT // MEGABYTE):
            yield bytes(MEGABYTE)
        yield TAIL

    host = somebody.url.removeprefix("http://")
    link = http.client.HTTPConnection(host, timeout=60)
    headers = {
        "Content-Type": "multipart/form-data; boundary=b",
        "Cookie": "; ".join(f"{name}={value}" for name, value in somebody.cookies.items()),
    }
    if not chunked:
        headers["Content-Length"] = str(len(head) + SENT + len(TAIL))
    try:
        link.request("POST", path, body(), headers, encode_chunked=chunked)
        answer = link.getresponse()
        return answer.status, answer.read().decode()
    finally:
        link.close()
