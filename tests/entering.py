"""Being let in without opening a link: all that follows it is done, in a quarter of the time."""

from __future__ import annotations

from http.cookies import SimpleCookie

from flask import Flask
from flask import session as cookie
from flask_wtf.csrf import generate_csrf

from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.people.rules import BY_LINK
from mentortrain.people.views.blueprint import enter

BROWSER = {"REMOTE_ADDR": "127.0.0.1", "HTTP_USER_AGENT": "Werkzeug/3"}
"""What the test client says of itself."""


def cookies_of(app: Flask, person_id: int) -> SimpleCookie:
    """The cookies of a browser whose link has let this person in; good wherever the app's key is."""
    return cookies_and_token(app, person_id)[0]


def cookies_and_token(app: Flask, person_id: int) -> tuple[SimpleCookie, str]:
    """The same, and the token that its forms carry."""
    with app.test_request_context("/sign-in/link", method="POST", environ_base=BROWSER):
        answer = enter(session.get_one(Person, person_id), how=BY_LINK, next_path="/")
        token = generate_csrf()
        app.session_interface.save_session(app, cookie, answer)
    return SimpleCookie("; ".join(answer.headers.getlist("Set-Cookie"))), token
