"""Which words a page is written in, looked up once a request instead of once a sentence.

Flask-Babel finds the reader's language and its catalogue anew for each of the hundred sentences of a page, and
Jinja asks its context three times for each of them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel import Locale
from babel.support import NullTranslations
from flask import Flask
from flask.globals import app_ctx
from flask_babel import Domain, get_babel, get_locale
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

MOST_SENTENCES = 10_000
"""Far more than all templates have."""

_here = app_ctx._get_current_object  # type: ignore[attr-defined]
"""The context itself: through `g` it is looked for four times as long, a hundred times a page."""


def install(app: Flask) -> None:
    """For templates and for `gettext` in code. After Flask-Babel."""
    with app.app_context():
        get_babel().instance.domain_instance = Words()
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext)


class Words(Domain):  # type: ignore[misc]  # Flask-Babel has no types
    """The catalogues of the site; each is read once."""

    def get_translations(self) -> NullTranslations:
        return found()

    @lru_cache  # noqa: B019 - there is one for each site, and a few languages
    def of(self, locale: Locale) -> NullTranslations:
        """The catalogue of a language, which is the reader's now."""
        return super().get_translations()


def found() -> NullTranslations:
    """The catalogue of whoever reads: kept with the request while the language stays the same."""
    try:
        kept = _here().g.get("_flask_babel")
    except RuntimeError:  # no request, no job
        return NullTranslations()
    words = getattr(kept, "words", None)
    # `force_locale` for a mail sets another one.
    if words is None or words[0] is not getattr(kept, "babel_locale", None):
        locale = get_locale()
        kept = _here().g._flask_babel
        words = kept.words = (locale, get_babel().instance.domain_instance.of(locale))
    return words[1]


def locale() -> Locale:
    """The language of whoever reads, with the customs of its country."""
    try:
        known = getattr(_here().g.get("_flask_babel"), "babel_locale", None)
    except RuntimeError:
        known = None
    return known or get_locale()


@pass_eval_context
def _gettext(where: EvalContext, text: str, /, **values: Any) -> str:
    """`_("Hello %(name)s", name=…)` in a template. In a page the words are HTML, and values are escaped."""
    words = found()
    if not where.autoescape:
        return str(words.ugettext(text) % values)
    return _filled(words.ugettext(text), values) if values else _plain_html(words, text)


@lru_cache(MOST_SENTENCES)
def _plain_html(words: NullTranslations, text: str) -> Markup:
    return _html(words.ugettext(text)) % {}


def _html(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - a template's own words or their translation: what they quote is escaped


@pass_eval_context
def _ngettext(where: EvalContext, one: str, many: str, count: int, /, **values: Any) -> str:
    """`ngettext("%(num)d lesson", "%(num)d lessons", 3)` in a template."""
    text = found().ungettext(one, many, count)
    filled = {"num": count, **values}
    return _filled(text, filled) if where.autoescape else text % filled


def _filled(text: str, values: dict[str, Any]) -> Markup:
    """As `Markup(text) % values`, which first wraps each value into something that escapes it."""
    return _html(
        text
        % {name: value if isinstance(value, int | float) else escape(value) for name, value in values.items()}
    )
