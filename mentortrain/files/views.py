"""One address for every kept file. Each download asks the feature whose file it is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, request, send_file
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from mentortrain.errors import NotThere
from mentortrain.files import kinds, queries, storage
from mentortrain.files.models import OK
from mentortrain.web import can, me, say

bp = Blueprint("files", __name__)

say(
    {
        "file.missing": _l("Choose a file first."),
        "file.empty": _l("This file is empty. Choose another one."),
        "file.too_large": _l("This file is too large. The limit is %(most)d MB."),
        "file.type": _l("This kind of file is not taken here."),
        "file.pixels": _l(
            "This picture has more than %(most)d million pixels. Save it smaller and try again."
        ),
        "file.broken": _l("This picture could not be read. Save it anew as JPEG or PNG and try again."),
        "file.no_room": _l(
            "The file could not be kept: there is no room for it on our side. Nothing was changed. "
            "Tell the staff of your program."
        ),
    }
)

_KEPT_FOR = 365 * 24 * 3600
"""Seconds. The address holds the digest of the content: it never stands for anything else."""


@bp.get("/files/<kind>/<int:owner_id>/<digest>")
@can("file.open")
def download(kind: str, owner_id: int, digest: str) -> Any:
    """The bytes, if the kind's feature lets this person have them; else there is nothing here."""
    found, about = queries.file_of(kind, owner_id, digest), kinds.find(kind)
    if found is None or about is None or found.state != OK or not about.may_open(me(), owner_id):
        raise NotThere
    try:
        stream = storage.in_force().open(found.digest)
    except NotThere:
        current_app.logger.error("the bytes of file %s are missing", found.id)
        raise
    answer = send_file(
        stream,
        mimetype=found.type,
        as_attachment=not about.re_encode,  # only what our own encoder made is shown in a page
        download_name=found.name,
        conditional=False,
        etag=found.digest,
        max_age=_KEPT_FOR,
    )
    # A film is asked for in pieces; of an open file Flask does not know how long it is.
    try:
        answer.make_conditional(request.environ, accept_ranges=True, complete_length=found.size)
    except RequestedRangeNotSatisfiable:
        stream.close()
        raise
    answer.cache_control.public, answer.cache_control.private = False, True
    answer.cache_control.immutable = True
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
