"""A cookie is checked once by each process: what one request does with its copy, no other sees."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Visitor

pytestmark = pytest.mark.either  # cookies, not the database

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def test_what_a_request_does_with_its_session_the_next_with_the_same_cookie_does_not_see(
    app: Flask, amina: Visitor, program: Any, plan: Any
) -> None:
    place = f"/programs/{program.id}/sessions/{plan()}/registration"
    form = {"csrf_token": TOKEN.search(amina.get("/learn").text)[1]}  # type: ignore[index]
    assert amina.post(place).status_code == 302  # its cookie says so on the next page, which nobody opens
    cookie = amina.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    client, said = app.test_client(use_cookies=False), []
    for _ in range(2):
        answer = client.post(place, data=form, headers={"Cookie": f"{cookie.key}={cookie.value}"})
        assert answer.status_code == 302
        given = answer.headers["Set-Cookie"].partition(";")[0]
        page = client.get("/sessions", headers={"Cookie": given}).text
        said.append(page.partition('class="flashes"')[2].partition("</div>")[0].count("<p"))
    assert said[0] == said[1] > 1


def test_a_cookie_with_another_signature_is_nobodys(app: Flask, amina: Visitor) -> None:
    assert amina.get("/").status_code == 200
    cookie = amina.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    wrong = cookie.value[:-4] + ("AAAA" if cookie.value[-4:] != "AAAA" else "BBBB")
    client = app.test_client(use_cookies=False)
    for _ in range(2):
        assert client.get("/", headers={"Cookie": f"{cookie.key}={wrong}"}).status_code == 302
