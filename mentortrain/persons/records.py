"""What the record says of lists of people, and of what staff do with those in them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from mentortrain.audit.kinds import Kind, register

register(
    Kind(
        "people_view.kept",
        _l("View of the people kept"),
        _l("%(who)s kept a view of the people of %(what)s."),
    ),
    Kind(
        "people_view.dropped",
        _l("View of the people dropped"),
        _l("%(who)s dropped a view of the people of %(what)s."),
    ),
    Kind(
        "people.exported",
        _l("List of people downloaded"),
        _l("%(who)s downloaded the list of people of %(what)s."),
    ),
)
