"""The real web server and what it makes of requests that no browser sends."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from mentortrain.config import ROOT
from tests.servers import free_port, wait_until


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """gunicorn as on a live site."""
    number = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "python:mentortrain.launch.gunicorn_conf",
        "--workers",
        "1",
    ]
    env = {
        **os.environ,
        "INSTANCE_PATH": str(tmp_path_factory.mktemp("gunicorn")),
        "MENTORTRAIN_ENV": "development",
    }
    server = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{number}", "app:app"], cwd=ROOT, env=env, stderr=subprocess.DEVNULL
    )
    wait_until(
        lambda: b"200 OK" in said(number, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    )
    yield number
    server.terminate()
    server.wait(10)


def said(port, raw):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        try:
            connection.sendall(raw)
            answer = b""
            while piece := connection.recv(65_536):
                answer += piece
        except (TimeoutError, ConnectionError):
            pass
        return answer


HOST = b"Host: 127.0.0.1\r\nConnection: close\r\n"
SMUGGLED = b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + SMUGGLED,
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: +5\r\n\r\nhello",
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: xchunked\r\n\r\n" + SMUGGLED,
        b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding : chunked\r\n\r\n" + SMUGGLED,
        b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked, identity\r\n\r\n" + SMUGGLED,
        b"GET / HTTP/1.1\r\n" + HOST + b"X-A: b\r\n folded\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"X-A: b\x00c\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"Bad Header: x\r\n\r\n",
        b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"X-Long: " + b"a" * 20_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: a\r\n" % n for n in range(300)) + b"\r\n",
        b"GET / HTTP/9.9\r\n" + HOST + b"\r\n",
        b"NONSENSE\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ],
)  # fmt: skip
def test_what_no_browser_sends_is_a_refusal_and_never_answered_twice(port, raw):
    answer = said(port, raw)
    assert answer.count(b"HTTP/1.1 ") <= 1
    assert answer == b"" or 400 <= int(answer.split()[1]) < 500 or int(answer.split()[1]) in (501, 505), (
        answer[:200]
    )
    assert b"Traceback" not in answer


def test_a_chunked_body_is_read_and_answered_once(port):
    answer = said(
        port,
        b"POST /healthz HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    )
    assert answer.startswith(b"HTTP/1.1 4")
    assert answer.count(b"HTTP/1.1 ") == 1


def test_no_version_is_told(port):
    answer = said(port, b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n").decode()
    [server] = [line for line in answer.splitlines() if line.lower().startswith("server:")]
    assert not any(letter.isdigit() for letter in server)
    assert "x-powered-by" not in answer.lower()


def test_a_body_that_is_too_large_gets_its_answer_before_the_line_is_cut(port):
    head = (
        b"POST /you/photo HTTP/1.1\r\n"
        + HOST
        + b"Content-Type: text/plain\r\nContent-Length: 12000000\r\n\r\n"
    )
    answer = said(port, head + bytes(12_000_000))
    assert b" 413 " in answer.splitlines()[0] or b" 302 " in answer.splitlines()[0]
