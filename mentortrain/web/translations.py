"""Which words a page is written in, looked up once a request instead of once a sentence.

Flask-Babel finds the reader's language and its catalogue anew for each of the hundred sentences of a page.
"""

from __future__ import annotations

from typing import Any

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import Domain, get_babel
from flask_babel import get_translations as look_up


def install(app: Flask) -> None:
    """For templates and for `gettext` in code. After Flask-Babel."""
    with app.app_context():
        get_babel().instance.domain_instance = Words()
    templates: Any = app.jinja_env  # the i18n extension gives it the method
    templates.install_gettext_callables(
        lambda text: found().ugettext(text),
        lambda one, many, count: found().ungettext(one, many, count),
        newstyle=True,
    )


class Words(Domain):  # type: ignore[misc]  # Flask-Babel has no types
    """The catalogue of the site, which remembers what it found."""

    def get_translations(self) -> NullTranslations:
        return found(super().get_translations)


def found(look: Any = look_up) -> NullTranslations:
    """The catalogue of whoever reads: kept with the request while the language stays the same."""
    kept = g.get("_flask_babel")
    if kept is None:
        return look()
    words = getattr(kept, "words", None)
    if words is None or words[0] is not getattr(kept, "babel_locale", None):
        catalogue = look()
        words = kept.words = (kept.babel_locale, catalogue)  # `force_locale` for a mail sets another one
    return words[1]
