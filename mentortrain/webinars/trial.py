"""Whether a meeting's address answers: what staff are told when they try it."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentortrain import outgoing
from mentortrain.errors import RuleBroken
from mentortrain.web import say
from mentortrain.web.errors import in_words
from mentortrain.web.pages import settings

say(
    {
        "outgoing.url": _l("This is no web address."),
        "outgoing.scheme": _l("Only addresses with http:// or https:// can be tried."),
        "outgoing.credentials": _l("An address with a name or password in it is not tried."),
        "outgoing.port": _l("This port belongs to no web page, so it is not tried."),
        "outgoing.private": _l("The link leads into a private network: people outside of it cannot join."),
        "outgoing.unknown_host": _l("Nobody knows the host %(host)s. Is the link mistyped?"),
        "outgoing.unreachable": _l("Nothing answers there. Is the link mistyped?"),
        "outgoing.certificate": _l("The certificate of that site does not hold: browsers will warn people."),
        "outgoing.too_slow": _l("It did not answer in ten seconds. Try it again, or open it yourself."),
        "outgoing.redirects": _l(
            "It redirects more than %(most)d times. Open it yourself to see where it ends."
        ),
        "outgoing.downgrade": _l("It redirects from https to http. Open it yourself to see where it ends."),
    }
)


def link_words(url: str) -> tuple[str, str]:
    """(sentence, tone) about an address after it was asked. Takes up to ten seconds."""
    if not url:
        return _("The meeting has no link yet."), "sun"
    try:
        answer = outgoing.look(url, allowed=settings().outgoing_allow)
    except RuleBroken as error:
        return in_words(error), "clay"
    host = urlsplit(answer.url).hostname
    if answer.status >= 500:
        return _(
            "%(host)s answers with an error of its own (%(status)d).", host=host, status=answer.status
        ), "clay"
    if answer.status in (404, 410):
        return _(
            "%(host)s says that there is no such page (%(status)d).", host=host, status=answer.status
        ), "clay"
    if answer.status >= 400:
        return _(
            "%(host)s answers, but does not let the site in (%(status)d). Open the link yourself.",
            host=host,
            status=answer.status,
        ), "sun"
    return _("The link answers: it leads to %(host)s.", host=host), "done"
