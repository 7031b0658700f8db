"""Headers, cookies, names, methods and paths: what a browser or an attacker may try at the edge."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentortrain.web.links import is_own_path
from tests.sites import production

pytestmark = pytest.mark.either  # pages and words, not the database

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere", "/healthz", "/static/css/base.css", "/you"])
def test_every_answer_carries_the_headers(amina, path):
    headers = amina.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers  # nothing of it over http
    assert "Access-Control-Allow-Origin" not in headers


def test_pages_with_data_are_kept_by_no_cache(amina, chandra, program):
    for visitor, path in ((amina, "/"), (amina, "/you"), (chandra, f"/programs/{program.id}/people")):
        assert visitor.get(path).headers["Cache-Control"] == "private, no-store"


def test_over_https_the_cookie_is_for_this_host_alone_and_the_browser_stays_with_https(app, settings):
    with production(settings) as site:
        answer = site.test_client().get("/sign-in", base_url="https://training.example.org")
        [cookie] = answer.headers.getlist("Set-Cookie")
        name, *flags = cookie.split("; ")
        assert name.startswith("__Host-mentortrain=")
        assert set(flags) >= {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
        assert not any(flag.startswith("Domain") for flag in flags)
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_over_http_the_cookie_is_still_shut_to_scripts(nobody):
    [cookie] = nobody.get("/sign-in").headers.getlist("Set-Cookie")
    assert cookie.startswith("mentortrain=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("training.example.org", 200),
        ("training.example.org:443", 200),
        ("127.0.0.1:5000", 200),
        ("evil.example.org", 400),
        ("training.example.org.evil.org", 400),
        ("training.example.org@evil.org", 400),
        ("[::1", 400),
        ("", 400),
    ],
)
def test_a_live_site_answers_to_its_own_name(app, settings, host, status):
    with production(settings) as site:
        client = site.test_client()
        assert client.get("/sign-in", headers={"Host": host}).status_code == status
        assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_no_host_gets_into_a_mail(app, amina, letters):
    """Links are made from BASE_URL, whoever asked and under whatever name."""
    amina.client.get("/sign-in")
    amina.post("/sign-out")
    visitor = amina
    visitor.post(
        "/sign-in",
        {"email": amina.email},
        headers={"Host": "evil.example.org", "X-Forwarded-Host": "evil.org"},
    )
    for letter in letters():
        assert "evil" not in letter.as_string()


def leads(path: str) -> str:
    """Where a browser goes from https://own.example/ (WHATWG URL): 'own', or something else."""
    text = path.strip("".join(map(chr, range(33))))  # C0 controls and spaces at both ends
    text = text.translate({9: None, 10: None, 13: None}).replace("\\", "/")
    return "own" if text.startswith("/") and not text.startswith("//") else "elsewhere"


@example("/\t/evil.example.org")
@example("/\n/evil.example.org")
@example("\\/evil.example.org")
@example("/\\evil.example.org")
@example("//evil.example.org")
@example(" //evil.example.org")
@example("\x01//evil.example.org")
@example("https:evil.example.org")
@example("javascript:alert(1)")
@example("/@evil.example.org")
@example("/%5cevil.example.org")
@given(st.text(st.sampled_from("/\\@:?#. \t\n\r\x00\x01aeh%"), max_size=12))
def test_no_path_that_is_taken_for_ours_leads_elsewhere(path):
    if is_own_path(path):
        assert leads(path) == "own"


@pytest.mark.parametrize(
    "wanted", ["//evil.org", "/\\evil.org", "https://evil.org", "javascript:alert(1)", "/\t/evil.org"]
)
def test_after_signing_in_nobody_is_led_away(app, amina, letters, nobody, wanted):
    nobody.post("/sign-in", {"email": amina.email, "next": wanted})
    import re

    link = re.search(r"http://localhost(/sign-in/\S+)", letters()[-1].get_body(("plain",)).get_content())[1]
    assert nobody.post(link).location == "/"


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_no_header_or_field_turns_one_method_into_another(amina, header):
    before = amina.get("/you").text
    assert amina.get("/you?_method=POST&name=Changed", headers={header: "POST"}).status_code == 200
    assert amina.get("/you").text.count("Changed") == before.count("Changed") == 0


def test_odd_methods_are_refused_and_options_tell_nothing(amina, app):
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "NONSENSE"):
        assert amina.client.open("/you", method=method).status_code == 405, method
    assert amina.client.options("/you").status_code in (200, 302)
    assert app.test_client().options("/you").headers.get("Allow") is None
    head = amina.client.head("/you")
    assert (head.status_code, head.data) == (200, b"")


def test_a_form_with_thousands_of_parts_is_refused(amina):
    boundary = "x"
    part = f'--{boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    body = part * 2_000 + f"--{boundary}--\r\n"
    answer = amina.client.post("/you", data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body",
    [b"--x", b"--x\r\n\r\n", b"--x\r\nContent-Disposition: nonsense\r\n\r\n--x--", b"\xff" * 5000, b""],
)
def test_a_broken_form_is_no_500(amina, body):
    for type_ in (
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
        "x",
    ):
        assert 400 <= amina.client.post("/you", data=body, content_type=type_).status_code < 500


@pytest.mark.parametrize(
    "raw", [b"name=%ED%A0%BD", b"name=%FF%FE", b"name=\xff", b"%00=1", b"name=%C0%AF", b"name=%F5%80%80%80"]
)
def test_bytes_that_are_no_text_do_no_harm(amina, raw):
    answer = amina.client.post("/you", data=raw, content_type="application/x-www-form-urlencoded")
    assert 400 <= answer.status_code < 500
    assert amina.get("/you?" + raw.decode("latin-1")).status_code in (200, 400)


def test_too_often_is_said_with_how_long_to_wait(nobody):
    answers = [nobody.post("/sign-in", {"email": "who@example.org"}) for _ in range(7)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "That was often in a short time" in answers[-1].text
