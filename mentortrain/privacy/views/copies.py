"""A person's own data: a copy of it."""

from __future__ import annotations

import io
from typing import Any

from flask import flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _

from mentortrain import clock, queue
from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.people.views.proof import asks_for_proof
from mentortrain.privacy import jobs, queries, store
from mentortrain.privacy.actions import copying
from mentortrain.privacy.views.blueprint import bp, signed_in_recently
from mentortrain.web import can, me
from mentortrain.web.security import limiter


@bp.get("/you/privacy")
@can("self.edit")
def mine() -> Any:
    """What a person can do about their data."""
    now = clock.now()
    return render_template(
        "privacy/mine.html",
        copies=queries.copies_of(me().id),
        erasure=queries.open_erasure_of(me().id),
        at=now,
        recent=signed_in_recently(),
    )


@bp.post("/you/privacy/copies")
@can("self.edit")
@limiter.limit("10 per hour")
def ask_copy() -> Any:
    copy_id = copying.ask_copy(me(), at=clock.now())
    session.commit()
    if copy_id is None:
        flash(_("Your copy is being made already. We mail you when it is ready."), "done")
    else:
        queue.enqueue(jobs.make_copy, copy_id)  # with the store down the ticker finds it
        flash(_("Your copy is being made. We mail you when it is ready."), "done")
    return redirect(url_for(".mine"))


@bp.get("/you/privacy/copies/<int:copy_id>")
@can("self.edit")
@asks_for_proof
def fetch(copy_id: int) -> Any:
    """The file, for the person themselves, soon after a sign-in."""
    copy = queries.copy_of(me().id, copy_id)
    if copy is None or not copy.is_there(clock.now()) or not copy.file_name:
        raise NotThere
    content = store.read(copy.file_name)
    if content is None:
        raise NotThere
    answer = send_file(
        io.BytesIO(content),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"mentortrain-{copy.asked_at:%Y-%m-%d}.zip",
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
