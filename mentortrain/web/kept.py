"""What was typed outlives the session it was typed in: shown again, and sent once its writer is back and says so.

Every page carries a signed token against forgery. In it stands whom the page was made for (`mark_forms`), so a token
that fits no session any more still proves that its form was filled in on a page made for this person. No other site
can have one. docs/accounts.md thinks the forgeries through.
"""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, g, jsonify, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

from mentortrain.db import reading_only, session

TOKEN = "csrf_token"  # noqa: S105  (the name of a field)
PAGE_LASTS = timedelta(days=14)
"""How old a page may be whose form is kept."""
SHOWN = 1000
"""How many letters of a field are shown; all of it is sent."""

_SECRET = re.compile(r"(^|[^a-z])(password|code|token|secret|salt|key)s?($|[^a-z])", re.IGNORECASE)
_OF_SCRIPTS = ("client_",)
"""What a page's script counts for itself: sent, not shown."""


@dataclass(frozen=True)
class Form:
    """A form that came too late, without what must not be kept."""

    target: str
    encoding: str
    fields: list[tuple[str, str]]
    typed: list[tuple[str, str, int]]
    """(label, beginning, how many letters more) of each field that says something."""
    had_secret: bool
    had_file: bool


def mark_forms(person_id: int) -> None:
    """From now on the forms of this browser say whom they were made for; call it when somebody is let in."""
    cookie[TOKEN] = f"{secrets.token_hex(20)}.{person_id}"


def is_secret(name: str) -> bool:
    """Whether a field of this name holds a password, a code or a token: it is never kept."""
    return _SECRET.search(name) is not None


def sent() -> Form | None:
    """The form of this request, if it may be kept: typed by somebody, on a page of this site made for a person."""
    if request.method != "POST" or not _is_from_here() or _made_for() is None:
        return None
    every = [(name, value) for name, value in request.form.items(multi=True) if name != TOKEN]
    fields = [(name, value) for name, value in every if not is_secret(name)]
    typed = [
        (_label(name), value[:SHOWN], max(0, len(value) - SHOWN))
        for name, value in fields
        if value.strip() and not name.startswith(_OF_SCRIPTS)
    ]
    return Form(
        target=_here(),
        encoding=request.mimetype if request.mimetype == "multipart/form-data" else "",
        fields=fields,
        typed=typed,
        had_secret=len(fields) < len(every),
        had_file=any(file.filename for file in request.files.values()),
    )


def after_the_end() -> Any:
    """The answer to a form of somebody who is signed out, with all of it; None if there is nothing to keep."""
    if _for_a_script():
        words = _("You are signed out. Sign in again in another tab.")
        return jsonify(error=words, detail="", again="signed out"), 401
    form = sent()
    if form is None or not form.typed:
        return None
    return _page("out", form), 401


def of_another_session() -> Any:
    """The answer to a form whose token does not fit; None if it may come from anywhere, or says nothing."""
    session.rollback()
    reading_only.set(True)  # who this is, is asked for a page only
    if not current_user.is_authenticated:
        return after_the_end() if _made_for() is not None or _for_a_script() else None
    owner = _made_for()
    if owner is None or not _is_from_here() or _fits():
        return None
    if _for_a_script():
        again = "renew" if owner == current_user.id else ""
        words = _("This page was made before you signed in again.")
        return jsonify(error=words, detail=_("Reload it."), again=again), 400
    if owner != current_user.id:
        return _page("other", None), 400
    form = sent()
    return (_page("again", form), 400) if form and form.typed else None


def page_of_form() -> str:
    """Where the form of this request stood, as far as can be told: a path of this site."""
    came_from = urlsplit(request.referrer or "")
    if (
        came_from.path.startswith("/")
        and not came_from.path.startswith("//")
        and came_from.netloc == request.host
    ):
        return came_from.path
    return own_page() or url_for("home.index")


def own_page() -> str | None:
    """The path of this request where a browser can open it: the page of a form that is sent to itself."""
    here = current_app.create_url_adapter(request)
    return request.path if here and here.test(request.path, method="GET") else None


def _page(state: str, form: Form | None) -> str:
    return render_template("web/kept.html", state=state, form=form, token=_token(), back=page_of_form())


def _here() -> str:
    asked = urlsplit(request.url)
    return f"{asked.path}?{asked.query}" if asked.query else asked.path


def _for_a_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def form_token() -> str:
    """Flask-WTF's token for forms of this session. Each process signs it once a minute: a page that is opened again
    carries the same one."""
    made, known = g.get(TOKEN), cookie.get(TOKEN)
    if not made and known:
        made = _signed(current_app.secret_key or "", known, int(time.time() // 60))
        setattr(g, TOKEN, made)
    return str(made or generate_csrf())


@lru_cache(1_000)
def _signed(secret_key: str | bytes, known: str, _minute: int) -> str:
    signed = URLSafeTimedSerializer(secret_key, salt="wtf-csrf-token").dumps(known)
    return signed if isinstance(signed, str) else signed.decode()


def _made_for() -> int | None:
    """Whom the page was made for that this form was filled in on, by its signed token; None for anything else."""
    signer = URLSafeTimedSerializer(current_app.secret_key or "", salt="wtf-csrf-token")  # Flask-WTF's own
    try:
        given = signer.loads(_token(), max_age=int(PAGE_LASTS.total_seconds()))
    except BadData:
        return None
    owner = str(given).rpartition(".")[2]
    return int(owner) if "." in str(given) and owner.isascii() and owner.isdigit() else None


def _token() -> str:
    try:
        return request.form.get(TOKEN, "")
    except HTTPException:  # too large to be read
        return ""


def _fits() -> bool:
    """Whether the token is this session's, and something else is amiss: sending it again would not help."""
    signer = URLSafeTimedSerializer(current_app.secret_key or "", salt="wtf-csrf-token")
    try:
        return bool(signer.loads(_token()) == cookie.get(TOKEN))
    except BadData:
        return False


def _is_from_here() -> bool:
    """Browsers say where a form was sent from: another site's is not even shown again."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
    ours = (request.host, urlsplit(current_app.extensions["mentortrain.settings"].base_url).netloc)
    return (origin is None or urlsplit(origin).netloc in ours) and site in ("same-origin", "none")


def _label(name: str) -> str:
    return re.sub(r"[_.-]+", " ", name).strip().capitalize()
