"""What leaves this site: to whom, how often led on, how much and how long."""

from __future__ import annotations

import ast
import re
import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.config import ROOT
from mentortrain.errors import RuleBroken
from mentortrain.outgoing import client, fetch, look
from mentortrain.outgoing.cli import WORDS
from mentortrain.outgoing.rules import check_address, target
from tests.outgoing.other_site import other_site
from tests.servers import free_port

pytestmark = pytest.mark.either  # pages and words, not the database


@pytest.fixture(scope="module")
def there():
    with other_site() as found:
        yield found


@pytest.fixture
def ask(there):
    """ask("/page"): what the other site says, as it would if it were public."""
    place, _ = there

    def asked(path, **more):
        return fetch(
            f"http://{place}{path}",
            **{"most_bytes": 50_000, "allowed": frozenset({place}), "seconds": 1.5, **more},
        )

    return asked


def code(call, *args, **more):
    with pytest.raises(RuleBroken) as caught:
        call(*args, **more)
    return caught.value.code


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "192.0.2.1",
        "198.18.0.1", "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1",
        "255.255.255.255", "192.88.99.1",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::1", "fe80::1",
        "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "100::1", "2001:db8::1", "3fff::1",
    ],
)  # fmt: skip
def test_no_address_but_a_public_one_is_asked(address):
    assert code(check_address, address) == "outgoing.private"


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_are(address):
    check_address(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "localhost.", "LOCALHOST", "127.1", "2130706433", "0x7f000001", "0x7f.1",
        "0177.0.0.1", "0", "0.0", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
        "\uff11\uff12\uff17.0.0.1", "127\u30020\u30020\u30021",
        "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3",
    ],
)  # fmt: skip
def test_no_way_of_writing_it_reaches_this_machine(there, host):
    place, seen = there
    before = len(seen)
    assert code(look, f"http://{host}:{place.rpartition(':')[2]}/") in (
        "outgoing.private",
        "outgoing.unknown_host",
    )
    assert len(seen) == before


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("file:///etc/passwd", "outgoing.scheme"),
        ("gopher://example.org/", "outgoing.scheme"),
        ("javascript:alert(1)", "outgoing.scheme"),
        ("//example.org/", "outgoing.scheme"),
        ("", "outgoing.scheme"),
        ("http://user:pass@example.org/", "outgoing.credentials"),
        ("http://example.org@127.0.0.1/", "outgoing.credentials"),
        ("http://@example.org/", "outgoing.credentials"),
        ("http://example.org:25/", "outgoing.port"),
        ("http://example.org:0/", "outgoing.port"),
        ("http://example.org:99999/", "outgoing.url"),
        ("http://example.org\\@127.0.0.1/", "outgoing.url"),
        ("http://example.org/\r\nHost: evil", "outgoing.url"),
        ("http://exa mple.org/", "outgoing.url"),
        ("http://exa\tmple.org/", "outgoing.url"),
        ("http://[::1%25eth0]/", "outgoing.url"),
        ("http:///path", "outgoing.url"),
        ("http://[::1/", "outgoing.url"),
        ("http://exa<mple.org/", "outgoing.url"),
        ("http://example.org/caf\u00e9", "outgoing.url"),
        ("http://example.org/" + "x" * 2000, "outgoing.url"),
    ],
)
def test_what_is_no_plain_web_address_is_refused_with_the_reason(url, says):
    assert code(look, url) == says


@given(st.text(max_size=60))
def test_any_text_has_parts_or_a_reason(text):
    for url in (text, f"http://{text}", f"https://example.org:{text}/", f"http://[{text}]/"):
        try:
            found = target(url)
        except RuleBroken:
            continue
        assert found.scheme in ("http", "https")
        assert not re.search(r"[\s\\@/?#]", found.host)
        assert not re.search(r"[\r\n\x00 ]", found.path)


def test_a_name_that_leads_to_this_machine_is_refused_and_looked_up_once(monkeypatch):
    """What DNS says is the other side's word: the resolver is the one thing that stands in here."""
    asked = []

    def answers(host, port, **more):
        asked.append(host)
        return [(2, 1, 6, "", (address, port)) for address in ("93.184.216.34", "10.0.0.7")]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    assert code(look, "http://rebinding.example.org/") == "outgoing.private"
    assert asked == ["rebinding.example.org"]


def test_it_connects_to_what_was_looked_up_whatever_dns_says_next(there, monkeypatch):
    place, seen = there
    port = int(place.rpartition(":")[2])
    answers = iter(["127.0.0.1"])
    real = socket.getaddrinfo

    def rebinding(host, asked_port, *rest, **more):
        if host == "rebinding.example.org":
            return [(2, 1, 6, "", (next(answers), asked_port))]  # a second question would be an error
        return real(host, asked_port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    name = f"rebinding.example.org:{port}"
    assert look(f"http://{name}/page", allowed=frozenset({name})).status == 200
    assert seen[-1][1]["Host"] == name


def test_a_page_comes_with_its_status_type_and_content(ask, there):
    answer = ask("/page?x=1")
    assert (answer.status, answer.type, answer.body) == (200, "text/html", b"<h1>Hello</h1>")
    assert answer.hops == (answer.url,) == (f"http://{there[0]}/page?x=1",)


def test_nothing_of_this_machine_goes_along(ask, there, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    ask("/page")
    assert there[1][-1][1] == {
        "Host": there[0],
        "User-Agent": "mentortrain",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
    }


def test_it_is_led_on_and_each_step_is_checked(ask, there):
    assert ask("/to/~page").hops == (f"http://{there[0]}/to/~page", f"http://{there[0]}/page")
    before = len(there[1])
    assert code(ask, "/to/http:~~127.0.0.1:1~") == "outgoing.port"
    assert code(ask, f"/to/http:~~localhost:{there[0].rpartition(':')[2]}~page") == "outgoing.private"
    assert code(ask, "/to/http:~~169.254.169.254~latest~meta-data~") == "outgoing.private"
    assert code(ask, "/to/file:~~~etc~passwd") == "outgoing.scheme"
    assert code(ask, "/to/http:~~a:b@127.0.0.1~") == "outgoing.credentials"
    assert len(there[1]) - before == 5


def test_it_is_not_led_on_for_ever(ask, there):
    before = len(there[1])
    assert code(ask, "/loop/0") == "outgoing.redirects"
    assert len(there[1]) - before == client.MOST_REDIRECTS + 1


def test_from_https_nothing_leads_to_http():
    from mentortrain.outgoing.rules import onward

    assert code(onward, target("https://example.org/"), "http://example.org/") == "outgoing.downgrade"


@pytest.mark.parametrize("path", ["/large", "/endless"])
def test_more_than_was_asked_for_is_not_read(ask, path):
    assert code(ask, path) == "outgoing.too_large"


@pytest.mark.parametrize("path", ["/drip", "/silent"])
def test_the_time_is_for_all_of_it_however_it_is_spent(ask, path):
    began = time.monotonic()
    assert code(ask, path, seconds=0.4) == "outgoing.too_slow"
    assert time.monotonic() - began < 1.5


def test_other_types_than_asked_for_are_refused(ask):
    assert code(ask, "/page", types=frozenset({"application/json"})) == "outgoing.type"
    assert ask("/page", types=frozenset({"text/html"})).status == 200


def test_nonsense_and_nobody_there_are_said(ask):
    assert code(ask, "/nonsense") == "outgoing.unreachable"
    place = f"127.0.0.1:{free_port()}"
    assert code(look, f"http://{place}/", allowed=frozenset({place})) == "outgoing.unreachable"
    assert code(look, "http://nobody.invalid/") == "outgoing.unknown_host"


def test_a_site_that_speaks_no_tls_does_not_pass_for_one_that_does(there):
    place = there[0]
    assert code(look, f"https://{place}/", allowed=frozenset({place}), seconds=2) == "outgoing.unreachable"


def test_the_command_line_says_where_it_led_or_why_not(app, there, settings):
    run = app.test_cli_runner().invoke
    for url, says in (
        ("http://127.0.0.1:8000/", WORDS["outgoing.private"]),
        ("ftp://example.org/", WORDS["outgoing.scheme"]),
        ("http://example.org:25/", "port 25 is none of the web"),
    ):
        answer = run(args=["outgoing", "check", url])
        assert (answer.exit_code, answer.stderr) == (1, f"error: {says}\n")


def test_every_refusal_has_words_on_the_command_line():
    raised = set()
    for path in (ROOT / "mentortrain" / "outgoing").glob("*.py"):
        raised |= set(re.findall(r'"(outgoing\.[a-z_]+)"', path.read_text()))
    assert raised == set(WORDS)


FORBIDDEN = {
    "requests",
    "httpx",
    "aiohttp",
    "http.client",
    "urllib.request",
    "urllib3",
    "pycurl",
    "ftplib",
    "telnetlib",
}
EXCEPTIONS = {"launch", "outgoing", "mail"}
"""The launcher asks its own site whether it is up; mail speaks SMTP to the server in the settings."""


AT_ALL = "|".join(
    [*(rf"\b{one.rpartition('.')[2]}\b" for one in sorted(FORBIDDEN)), "create_connection", "urlopen"]
)


def test_nothing_else_speaks_to_the_net():
    found = set()
    for path in sorted((ROOT / "mentortrain").rglob("*.py")):
        room = path.relative_to(ROOT / "mentortrain").parts[0].removesuffix(".py")
        text = path.read_text()
        if not re.search(AT_ALL, text):
            continue  # to parse it takes a hundred times as long
        for node in ast.walk(ast.parse(text)):
            names = (
                [one.name for one in node.names] if isinstance(node, ast.Import)
                else [f"{node.module}.{one.name}" for one in node.names] + [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )  # fmt: skip
            for name in names:
                if any(name == one or name.startswith(f"{one}.") for one in FORBIDDEN):
                    found.add((room, name))
            if isinstance(node, ast.Attribute) and node.attr in ("create_connection", "urlopen"):
                found.add((room, node.attr))
    assert {room for room, _ in found} <= EXCEPTIONS
    assert ("mail", "urllib3") not in found
